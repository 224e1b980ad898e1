// The server leaves a header out of its canonical request though the client signed it and sent it.
import { exampleResponse, signedExample } from "../example.ts";
import type { EnvelopeContext, FindingRule, Supposition } from "../rule.ts";
import { hasOwnClass, isLostByItsName, isSent } from "../signed-headers.ts";
import { withoutHeader } from "../variations.ts";

export const signedHeaderDroppedByVerifier: FindingRule = {
  id: "signed-header-dropped-by-verifier",
  stage: "headers",
  blame: "endpoint",
  severity: "error",
  threads: 1,
  title: "A signed header is not in the canonical request of the other side",
  why: "A verifier takes the headers that SignedHeaders names. Some servers leave out what their own library never signs (user-agent, accept-encoding, expect), and some signers list a header that they do not sign.",
  fix: "Take the header out of SignedHeaders, or update the server: it must calculate with every header that is listed.",
  wrongFix: "Do not remove the header from the request: what matters is that it is listed.",
  spec: "observed: public thread versity/versitygw#396",
  example: () =>
    signedExample({
      method: "PUT",
      url: "https://storage.example.com/examplebucket/report.json",
      headers: [["Cache-Control", "no-cache"]],
      body: "{}",
      signedInput: (input) => ({
        ...input,
        headers: input.headers.filter(({ name }) => name !== "cache-control"),
      }),
      response: exampleResponse(403, [], ""),
    }),
  suppose: (context) => suppositions(context),
  alter: (context) => alterations(context),
};

/** Headers with a class of their own are for their rules to say. */
function* suppositions(context: EnvelopeContext): Generator<Supposition> {
  for (const name of new Set(context.input.headers.map((header) => header.name))) {
    if (hasOwnClass(name) || isLostByItsName(name) || !isSent(context, name)) continue;
    const detail = `The header ${name} is listed as signed and was not in what the client signed.`;
    yield withoutHeader(context, name, true, detail);
    yield withoutHeader(context, name, false, detail);
  }
}

/** The list comes from the client's own header: a name that is gone from it was taken out by the server itself. */
function* alterations(context: EnvelopeContext): Generator<Supposition> {
  for (const name of new Set(context.input.headers.map((header) => header.name))) {
    const detail = `The header ${name} is listed as signed and was sent, and the server calculated without it.`;
    yield withoutHeader(context, name, false, detail);
    yield withoutHeader(context, name, true, detail);
  }
}
