// The session token of an IoT WebSocket URL is part of what was signed; the service wants it added afterwards.
import { canonicalQueryText } from "../../sigv4/canonical-query.ts";
import { signedExample } from "../example.ts";
import type { EnvelopeContext, FindingRule, Observation, RuleContext, Supposition } from "../rule.ts";

export const tokenSignedWhereMustNot: FindingRule = {
  id: "token-signed-where-must-not",
  stage: "headers",
  blame: "client",
  severity: "error",
  threads: 11,
  title: "The session token is signed, and AWS IoT wants it added after signing",
  why: "For MQTT over WebSocket (service iotdevicegateway) X-Amz-Security-Token must be appended to the finished URL and not be part of the canonical query. General presigners sign it, as every other service wants.",
  fix: "Presign without the session token, then append &X-Amz-Security-Token=… to the URL (in aws-crt and aws-c-auth: omit_session_token = true).",
  wrongFix: "Do not leave the token out: temporary credentials need it.",
  spec: "https://docs.aws.amazon.com/iot/latest/developerguide/protocols.html",
  example: () =>
    signedExample({
      url: "https://a1b2c3d4e5f6g7-ats.iot.us-east-1.amazonaws.com/mqtt",
      service: "iotdevicegateway",
      sessionToken: "IQoJb3JpZ2luX2VjEXAMPLETOKEN",
      presignedSeconds: 300,
    }),
  inspect: (context) =>
    context.envelope?.credentialScope.service === "iotdevicegateway" ? seen(context) : [],
  suppose: (context) => suppositions(context),
};

const tokenName = "X-Amz-Security-Token";

/** Without a key only the order of the parameters speaks: what was added after signing stands behind the signature. */
function seen({ query, verdict }: RuleContext): Observation[] {
  if (verdict !== "unverifiable") return [];
  const token = query.findIndex(({ name }) => name === tokenName);
  const signature = query.findIndex(({ name }) => name === "X-Amz-Signature");
  if (token < 0 || signature < 0 || token > signature) return [];
  const settledBy = "the secret of this key id.";
  return [
    {
      detail: `${tokenName} stands before X-Amz-Signature, as if it had been signed.`,
      evidence: { position: token },
      settledBy,
    },
  ];
}

/** The service's own canonical query is without the token; the client's had it. */
function* suppositions(context: EnvelopeContext): Generator<Supposition> {
  if (context.envelope.credentialScope.service !== "iotdevicegateway") return;
  const token = context.query.find(({ name }) => name === tokenName);
  if (token === undefined || context.input.canonicalQuery.includes(`${tokenName}=`)) return;
  const pair = `${tokenName}=${canonicalQueryText(token.value ?? "")}`;
  const canonicalQuery = insertedBefore(context.input.canonicalQuery, pair);
  const changes = [
    { part: `query parameter ${tokenName}`, from: "not signed", to: "signed (the token is not shown)" },
  ];
  yield {
    changes,
    request: { canonicalQuery },
    detail: `${tokenName} was part of the canonical query when the client signed.`,
  };
}

function insertedBefore(query: string, pair: string): string {
  const pairs = query === "" ? [] : query.split("&");
  const at = pairs.findIndex((other) => other > pair);
  return (at < 0 ? [...pairs, pair] : [...pairs.slice(0, at), pair, ...pairs.slice(at)]).join("&");
}
