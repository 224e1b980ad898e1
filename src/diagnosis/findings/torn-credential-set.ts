// Key id, secret and session token come from different generations of temporary credentials.

import type { CapturedRequest } from "../../http/captured-exchange.ts";
import { headerValue } from "../../http/raw-headers.ts";
import { targetParts } from "../../http/request-target.ts";
import { queryParameters } from "../../sigv4/canonical-query.ts";
import { parseEnvelope } from "../../sigv4/envelope.ts";
import { Secret } from "../../sigv4/secret.ts";
import type { Example } from "../example.ts";
import { signedExample } from "../example.ts";
import type { EnvelopeContext, FindingRule, Observation, RuleContext, Supposition } from "../rule.ts";
import { sentTokens } from "../session-tokens.ts";
import { isTemporary, isTornWith } from "../torn-sets.ts";

export const tornCredentialSet: FindingRule = {
  id: "torn-credential-set",
  stage: "credentials",
  blame: "client",
  severity: "error",
  threads: 3,
  title: "Key id, secret and session token belong to different sets of temporary credentials",
  why: "The three values are good only together. The program reads them one by one while they are refreshed, or one of them is set twice (environment and profile), so a request mixes two sets.",
  fix: "Read the three values as one: take them from one call of the credential provider, swap the whole set at once, and set AWS_SESSION_TOKEN wherever AWS_ACCESS_KEY_ID is set.",
  wrongFix: "Do not retry until it works: the mix comes back at the next refresh.",
  spec: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_use-resources.html",
  example: () => tornExample(),
  onlyWhen: "with token",
  inspect: (context) => [...inspected(context)],
  suppose: (context) => suppositions(context),
};

function* inspected(context: RuleContext): Generator<Observation> {
  const { envelope, generations, answer } = context;
  if (envelope === null || generations === undefined || (answer !== null && answer.status < 400)) return;
  if (envelope.sessionToken === "absent" && sentTokens(context.request, context.query).length === 0) return;
  const { accessKeyId } = envelope;
  // What is no key id has a fault of its own.
  if (context.reading.kind !== "read" || !/^[A-Z0-9]{16,}$/.test(accessKeyId)) return;
  const owners = generations.sentTokenOf;
  if (owners.length > 0 && owners.every((owner) => owner.accessKeyId !== accessKeyId)) {
    const [owner] = owners;
    const detail = `The session token is that of ${owner?.accessKeyId} (${owner?.source}); the Credential names ${accessKeyId}.`;
    yield { detail, evidence: { accessKeyId, tokenOf: owner?.accessKeyId ?? null } };
    return;
  }
  if (generations.tokenDiffers === "other" && isTemporary(accessKeyId) && !isSessionOfS3(context))
    yield unknownToken(context);
  else if (context.related.length > 0 && owners.length === 0) yield* besideRelated(context);
}

/** CreateSession of S3 Express gives out tokens of its own, in a header of its own. */
function isSessionOfS3({ request }: RuleContext): boolean {
  return headerValue(request.headers, "x-amz-s3session-token") !== undefined;
}

/** The key id is known with another token: a temporary key id has one token for life. */
function unknownToken({ envelope, answer }: RuleContext): Observation {
  const accessKeyId = envelope?.accessKeyId ?? "";
  const detail = `The session token is another than the one known for ${accessKeyId}.`;
  const refused = answer?.code === "InvalidToken" || answer?.code === "InvalidClientTokenId";
  const seen = { detail, evidence: { accessKeyId, tokenOf: null } };
  return refused ? seen : { ...seen, settledBy: "the service's answer about the token." };
}

/** Another request of the same client shows the key id with another token, or the token with another key id, and was accepted. */
function* besideRelated(context: RuleContext): Generator<Observation> {
  const accessKeyId = context.envelope?.accessKeyId ?? "";
  const token = sentTokens(context.request, context.query)[0]?.text;
  for (const { id, request, response } of context.related) {
    const theirs = response !== null && response.status < 400 ? generationOf(request) : null;
    if (theirs === null || token === undefined) continue;
    const sameKey = theirs.accessKeyId === accessKeyId;
    if (sameKey === (theirs.token === token)) continue;
    const what = sameKey ? "the same key id with another token" : "the same token with another key id";
    const seen = {
      detail: `Another request of this client was accepted with ${what}.`,
      evidence: { accessKeyId, other: id, sameKey },
    };
    yield context.answer === null ? { ...seen, settledBy: "the service's answer." } : seen;
    return;
  }
}

/** The temporary key id of a request with its token; null for anything else. */
function generationOf(
  request: CapturedRequest,
): { readonly accessKeyId: string; readonly token: string } | null {
  const reading = parseEnvelope(request);
  const token = sentTokens(request, queryParameters(targetParts(request.target).query))[0]?.text;
  if (reading.kind !== "read" || token === undefined) return null;
  const { accessKeyId } = reading.envelope;
  return isTemporary(accessKeyId) ? { accessKeyId, token } : null;
}

function* suppositions(context: EnvelopeContext): Generator<Supposition> {
  const { accessKeyId } = context.envelope;
  const owners = context.generations?.sentTokenOf.map((owner) => owner.accessKeyId) ?? [];
  for (const other of context.otherCredentials) {
    if (!isTornWith(context, other)) continue;
    const token = owners.includes(other.accessKeyId)
      ? ` The session token is also that of ${other.accessKeyId}.`
      : owners.includes(accessKeyId)
        ? ` The session token is that of ${accessKeyId}.`
        : "";
    yield {
      changes: [
        { part: "secret access key", from: `that of ${accessKeyId}`, to: `that of ${other.accessKeyId}` },
      ],
      key: { otherCredentials: other.ref },
      detail: `The Credential names ${accessKeyId}; the signature is made with the secret of ${other.accessKeyId} (${other.source}).${token}`,
      evidence: {
        named: accessKeyId,
        signedWith: other.accessKeyId,
        tokenOf: owners[0] ?? null,
        alsoPossible: ["secret-akid-mismatched-pair"],
      },
    };
  }
}

const before = {
  accessKeyId: "ASIAIOSFODNN7EXAMPLE",
  secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
  token: "IQoJb3JpZ2luX2VjEXAMPLETOKENBEFORE",
};
const after = {
  accessKeyId: "ASIAI44QH8DHBEXAMPLE",
  secret: "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY",
  token: "IQoJb3JpZ2luX2VjEXAMPLETOKENAFTER",
};

function tornExample(): Example {
  const credentials = [before, after].map(({ accessKeyId, secret, token }, index) => ({
    accessKeyId,
    secretAccessKey: new Secret(secret),
    spelling: null,
    sessionToken: new Secret(token),
    source: index === 0 ? "profile before" : "profile after",
  }));
  return signedExample({
    url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
    accessKeyId: before.accessKeyId,
    secret: after.secret,
    sessionToken: after.token,
    knowledge: { credentials, signingKeys: [] },
  });
}
