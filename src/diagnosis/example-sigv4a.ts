// Examples signed with SigV4A. Their signatures are fixed: ECDSA gives another one each time, and pages must not change.
import type { CapturedRequest, CapturedResponse } from "../http/captured-exchange.ts";
import { emptySha256Hex } from "../http/digest.ts";
import { wholeBody } from "../http/http-message.ts";
import type { RawHeader } from "../http/raw-headers.ts";
import { parseAmzDate } from "../sigv4/amz-date.ts";
import { byCodeUnit } from "../sigv4/canonical-query.ts";
import type { Example } from "./example.ts";
import { exampleAccessKeyId, exampleKnowledge, exampleSecret } from "./example.ts";

/** A GET at a Multi-Region Access Point with a signature that was made elsewhere. */
export interface Sigv4aRecipe {
  /** DER in lower-case hex. */
  readonly signature: string;
  readonly regionSet?: string | null;
  readonly sessionToken?: string;
  /** The credential's scope; default without a region. */
  readonly scope?: string;
  readonly algorithm?: string;
  readonly response?: CapturedResponse;
}

const date = "20260102T030405Z";

/** The request of a recipe with its signature in place; not signed here. */
export function sigv4aExample(recipe: Sigv4aRecipe): Example {
  const { regionSet = "*", sessionToken } = recipe;
  const host = "mfzwi23gnjvgw.mrap.accesspoint.s3-global.amazonaws.com";
  const headers: RawHeader[] = [
    ["Host", host],
    ["X-Amz-Date", date],
    ["X-Amz-Content-Sha256", emptySha256Hex],
    ...(regionSet === null ? [] : [["X-Amz-Region-Set", regionSet] as const]),
    ...(sessionToken === undefined ? [] : [["X-Amz-Security-Token", sessionToken] as const]),
  ];
  const names = headers.map(([name]) => name.toLowerCase()).sort(byCodeUnit);
  const accessKeyId = sessionToken === undefined ? exampleAccessKeyId : "ASIAIOSFODNN7EXAMPLE";
  const credential = `${accessKeyId}/${recipe.scope ?? "20260102/s3/aws4_request"}`;
  const authorization = `${recipe.algorithm ?? "AWS4-ECDSA-P256-SHA256"} Credential=${credential}, SignedHeaders=${names.join(";")}, Signature=${recipe.signature}`;
  const request: CapturedRequest = {
    method: "GET",
    scheme: "https",
    authority: host,
    target: "/report.json",
    httpVersion: "1.1",
    headers: [...headers, ["Authorization", authorization]],
    body: wholeBody(new Uint8Array()),
    connection: null,
    receivedAtEpochMs: null,
  };
  return {
    request,
    response: recipe.response ?? null,
    knowledge: exampleKnowledge(exampleSecret, accessKeyId),
    nowEpochMs: parseAmzDate(date) ?? 0,
    signedCanonicalRequest: null,
  };
}

/** A right signature with a session token. */
export function tokenSigv4aExample(response?: CapturedResponse): Example {
  const signature =
    "3046022100ed8898a4e21ae8a64a6260acf546f3d35557ad4e4dbca1f43492a52877c11f6b022100ff501fbbcc459f9853380106c8d174d5b3fddedc9d9197cf959564e35c7e5681";
  return sigv4aExample({
    signature,
    sessionToken: "FwoGZXIvYXdzEXAMPLETOKEN",
    ...(response ? { response } : {}),
  });
}

/** The string to sign was hashed before it was given to ECDSA. */
export function hashedTwiceSigv4aExample(): Example {
  return sigv4aExample({
    signature:
      "3046022100b5cbec7ecc95e3ed89e36c3b9339685ebdd239ea2c9604c6a7bf7ad085b082a2022100a00e83d6b02ec31a4fae42642e7200ecc0fb0f6897dd01b2a5bd79c4e24056c4",
  });
}
