// HEAD became GET, or the reverse, behind the signer.
import { signedExample } from "../example.ts";
import { methodSupposition } from "../part-variations.ts";
import type { EnvelopeContext, FindingRule, Supposition } from "../rule.ts";
import { partSigns } from "../text-signs.ts";

export const methodHeadGetRewritten: FindingRule = {
  id: "method-head-get-rewritten",
  stage: "canonical request",
  blame: "intermediary",
  severity: "error",
  threads: 9,
  title: "The request was signed with another method than it arrived with",
  why: "The method is part of the signature. Caches fetch with GET what they were asked for with HEAD, and method overrides turn one method into another after signing.",
  fix: "Let the proxy pass the method on unchanged (proxy_cache_convert_head off in nginx), and sign with the method that is sent.",
  wrongFix: "Do not sign HEAD requests as GET on purpose.",
  spec: "observed: public thread minio/minio#4120",
  example: () =>
    signedExample({
      method: "HEAD",
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
      sent: (request) => ({ ...request, method: "GET" }),
    }),
  suppose: (context) => suppositions(context),
  alter: (context) => alterations(context),
  readTexts: (context) =>
    partSigns(context, [
      {
        part: "method",
        pattern: /^HEAD$/,
        likelihood: 0.35,
        detail: "The method is HEAD, which proxies and caches turn into GET.",
      },
    ]),
};

const methods = ["HEAD", "GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"];

function* suppositions(context: EnvelopeContext): Generator<Supposition> {
  if (context.envelope.form === "presigned-url") return;
  const sent = context.input.method;
  for (const method of methods) {
    if (method !== sent.toUpperCase())
      yield methodSupposition(context, method, `The request was signed as ${method} and arrived as ${sent}.`);
  }
}

/** What a cache or an override made of the method, presigned URLs included. */
function* alterations(context: EnvelopeContext): Generator<Supposition> {
  const left = context.input.method;
  for (const method of methods) {
    if (method !== left)
      yield methodSupposition(context, method, `The method left here as ${left}; the server read ${method}.`);
  }
}
