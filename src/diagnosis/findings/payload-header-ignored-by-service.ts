// Outside S3 the payload line is the hash of the body that arrives, whatever x-amz-content-sha256 says.
import { headerValue } from "../../http/raw-headers.ts";
import { signedExample } from "../example.ts";
import { payloadSupposition } from "../part-variations.ts";
import type { EnvelopeContext, FindingRule, Observation, RuleContext, Supposition } from "../rule.ts";
import type { ServerAnswer } from "../server-answer.ts";

export const payloadHeaderIgnoredByService: FindingRule = {
  id: "payload-header-ignored-by-service",
  stage: "payload",
  blame: "client",
  severity: "error",
  threads: 1,
  title: "The payload was signed as x-amz-content-sha256 says, and this service hashes the body instead",
  why: "S3 takes the payload line from the header. Other services hash the bytes of the body and do not read the header, so a token or another text in it does not count.",
  fix: "Sign the hex SHA-256 of the body for every service but S3, and leave x-amz-content-sha256 out or set it to the same hash.",
  wrongFix: "Do not set UNSIGNED-PAYLOAD for services that hash the body.",
  spec: "observed: public thread arnemolland/sigv4#13",
  example: () =>
    signedExample({
      method: "POST",
      url: "https://runtime.sagemaker.us-east-1.amazonaws.com/endpoints/model/invocations",
      service: "sagemaker",
      headers: [["X-Amz-Content-Sha256", "unsigned-payload"]],
      body: '{"instances":[1]}',
      signedInput: (input) => ({ ...input, payloadHash: "unsigned-payload" }),
    }),
  readAnswer: (context) => refusedToken(context),
  suppose: (context) => suppositions(context),
  alter: (context) => alterations(context),
};

function* suppositions(context: EnvelopeContext): Generator<Supposition> {
  const value = headerValue(context.request.headers, "x-amz-content-sha256");
  if (context.isS3 || value === undefined) return;
  for (const line of new Set([value.trim(), value.trim().toLowerCase(), value])) {
    if (line === context.input.payloadHash) continue;
    const detail = `The payload was signed as "${line.slice(0, 100)}", the value of x-amz-content-sha256; the service hashes the body.`;
    yield payloadSupposition(context, line, detail);
  }
}

/** The signature is right with the token for the payload, and the service that refuses it shows no other reason. */
function refusedToken(context: RuleContext & { readonly answer: ServerAnswer }): Observation[] {
  const { answer, verdict, input, isS3 } = context;
  if (isS3 || verdict !== "valid" || !input || !/^(?:UNSIGNED|STREAMING)-/.test(input.payloadHash)) return [];
  if (!/^(?:SignatureDoesNotMatch|InvalidSignature)/.test(answer.code ?? "")) return [];
  const detail = `The signature is right if ${input.payloadHash} stands for the body, and the service answered ${answer.code}.`;
  return [{ detail, evidence: { payloadLine: input.payloadHash, code: answer.code } }];
}

/** The service hashed the body though a token stood for it. */
function* alterations(context: EnvelopeContext): Generator<Supposition> {
  const { input, isS3, request } = context;
  if (isS3 || !/^(?:UNSIGNED|STREAMING)-/.test(input.payloadHash)) return;
  const detail = `The payload left here as ${input.payloadHash}, and the server hashed the body.`;
  yield payloadSupposition(context, request.body.sha256Hex, detail);
}
