// The parameters were signed as the body and sent as the query.
import { signedExample } from "../example.ts";
import { queryAsBody } from "../query-bodies.ts";
import type { EnvelopeContext, FindingRule, Supposition } from "../rule.ts";
import { shownQuery } from "../shown-values.ts";

export const postQueryAsBody: FindingRule = {
  id: "post-query-as-body",
  stage: "payload",
  blame: "client",
  severity: "error",
  threads: 2,
  title: "The parameters were signed as the body of a POST and sent as its query",
  why: "Some signers move the query of a POST without a body into the body before they sign: the canonical query is then empty and the payload hash is that of the query. The HTTP library sent the URL as it was.",
  fix: "Send the parameters where they were signed: in the body, with Content-Type application/x-www-form-urlencoded; or hand the signer a request whose parameters stay in the URL.",
  wrongFix: "Do not send the parameters in both places.",
  spec: "observed: public thread aws/aws-sdk-java#2205",
  example: () =>
    signedExample({
      method: "POST",
      url: "https://sqs.us-east-1.amazonaws.com/?Action=ListQueues&Version=2012-11-05",
      service: "sqs",
      signedInput: (input) => ({
        ...input,
        canonicalQuery: "",
        payloadHash: "48a38266faf90970d6c7fea9b15e6ba366e5f6397c2970fc893f8a7b5e207bd0",
      }),
    }),
  suppose: (context) => (context.isS3 ? [] : suppositions(context)),
};

function* suppositions(context: EnvelopeContext): Generator<Supposition> {
  const { input, envelope } = context;
  if (envelope.form === "presigned-url") return;
  for (const { sha256Hex } of queryAsBody(context)) {
    const detail = "The query was signed as the body: the payload hash is that of the query.";
    yield supposed(context, { canonicalQuery: "", payloadHash: sha256Hex }, detail);
    yield supposed(context, { canonicalQuery: input.canonicalQuery, payloadHash: sha256Hex }, detail);
  }
}

function supposed(
  { input }: EnvelopeContext,
  signed: { readonly canonicalQuery: string; readonly payloadHash: string },
  detail: string,
): Supposition {
  return {
    changes: [
      { part: "query", from: shownQuery(input.canonicalQuery), to: shownQuery(signed.canonicalQuery) },
      { part: "payload hash", from: input.payloadHash, to: signed.payloadHash },
    ].filter(({ from, to }) => from !== to),
    request: signed,
    detail,
  };
}
