// Tokens made of a presigned URL: EKS (`k8s-aws-v1.`), MSK (base64url), RDS, ElastiCache, MemoryDB and DSQL (a URL without its scheme).
import type { RawHeader } from "../http/raw-headers.ts";
import type { NestedRequest } from "./nested-request.ts";
import { base64Text, holdsEnvelope, urlRequest } from "./nested-request.ts";

const eksPrefix = "k8s-aws-v1.";

/**
 * The request a token stands for; null for text that is none. `around` is the text it was found in: the name of an EKS cluster is
 * signed as x-k8s-aws-id and is not in the token (observed: kubernetes-sigs/aws-iam-authenticator, `aws eks get-token`).
 */
export function signedToken(text: string, place: string, around: string): NestedRequest | null {
  const token = text.trim();
  if (token.startsWith(eksPrefix)) return eksToken(token.slice(eksPrefix.length), place, around);
  const url = /^https?:\/\//i.test(token) ? null : holdsEnvelope(token) ? token : mskUrl(token);
  const request = url === null ? null : urlRequest(url, "GET");
  return request && iamToken(request, place);
}

function iamToken(request: NestedRequest["request"], place: string): NestedRequest {
  return { kind: "iam-token", place, request, methods: ["GET"], headerGuesses: [], inUse: true };
}

function eksToken(encoded: string, place: string, around: string): NestedRequest | null {
  const url = base64Text(encoded);
  const request = url !== null && holdsEnvelope(url) ? urlRequest(url, "GET") : null;
  if (request === null) return null;
  return {
    kind: "eks-token",
    place,
    request,
    methods: ["GET"],
    headerGuesses: clusterNames(around).map((name): RawHeader => ["x-k8s-aws-id", name]),
    inUse: true,
  };
}

const mostNames = 16;

/** Names of clusters that stand around a token: a header, an ARN, a path, an option, a member of JSON. */
function clusterNames(around: string): string[] {
  const found = new Set<string>();
  const named =
    /(?:x-k8s-aws-id\s{0,4}:|cluster(?:[-_ ]?(?:name|id))?["']?\s{0,4}[:=/ ]|clusters\/|:cluster\/)\s{0,4}["']?([A-Za-z0-9][\w-]{0,99})/gi;
  for (const [, name = ""] of around.slice(0, 262_144).matchAll(named)) {
    found.add(name);
    if (found.size >= mostNames) break;
  }
  return [...found];
}

/** MSK's clients append User-Agent after signing (observed: aws-msk-iam-sasl-signer): it is no part of what was signed. */
function mskUrl(token: string): string | null {
  if (token.length < 200) return null;
  const url = base64Text(token);
  if (url === null || !/^https?:\/\//i.test(url) || !holdsEnvelope(url)) return null;
  return url.replace(/&User-Agent=[^&]*$/, "");
}
