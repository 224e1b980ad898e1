// A signed header has an underscore in its name, and a proxy drops such headers.
import { headerValue } from "../../http/raw-headers.ts";
import { droppedHeader } from "../alterations.ts";
import { signedExample, withHeader } from "../example.ts";
import { likelyHeaderValues } from "../header-values.ts";
import type { EnvelopeContext, FindingRule, Observation, RuleContext, Supposition } from "../rule.ts";
import { shownHeaderValue } from "../shown-values.ts";
import { allUnsigned, isSent, missingHeaderObservations } from "../signed-headers.ts";
import { headerSigns } from "../text-signs.ts";
import { headerSupposition, withoutHeader, withoutHeaders } from "../variations.ts";

export const headerUnderscoreDropped: FindingRule = {
  id: "header-underscore-dropped",
  stage: "headers",
  blame: "intermediary",
  severity: "error",
  threads: 3,
  title: "A signed header with an underscore in its name did not arrive",
  why: "nginx and others drop headers whose names hold an underscore, unless told otherwise, and some gateways write a dash in its place. Where the header is signed the signature then fails.",
  fix: "Write header names with dashes, or set underscores_in_headers on in nginx (the like in other proxies).",
  wrongFix: "Do not take the header out of SignedHeaders alone: x-amz- headers must be signed.",
  spec: "observed: public thread minio/minio#16893",
  example: () =>
    signedExample({
      method: "PUT",
      url: "https://storage.example.com/examplebucket/report.json",
      headers: [["x-amz-meta-content_owner", "true"]],
      body: "{}",
      sent: (request) => withHeader(request, "x-amz-meta-content_owner", null),
    }),
  inspect: (context) => {
    const lost = underscored(context).filter((name) => !isSent(context, name));
    return lost.length === 0 ? [] : observations(context, lost);
  },
  suppose: (context) => suppositions(context),
  alter: (context) => alterations(context),
  ownsHeader: (name) => name.includes("_"),
  readTexts: (context) => headerSigns(context, { names: /_/, likelihood: () => 0.7 }),
};

function underscored({ envelope }: RuleContext): string[] {
  const names = envelope?.signedHeaders.filter((name) => name.includes("_")) ?? [];
  return names.map((name) => name.toLowerCase());
}

function observations(context: RuleContext, lost: readonly string[]): Observation[] {
  return missingHeaderObservations(
    context,
    lost,
    "Signed, with an underscore in the name, and not on the request:",
  );
}

function* suppositions(context: EnvelopeContext): Generator<Supposition> {
  const names = underscored(context);
  for (const name of names) {
    if (!isSent(context, name)) yield* lostValues(context, name);
    const detail = `The header ${name} is listed as signed and was not in what the client signed.`;
    yield withoutHeader(context, name, true, detail);
    yield withoutHeader(context, name, false, detail);
  }
  yield* allUnsigned(context, names);
}

function* lostValues(context: EnvelopeContext, name: string): Generator<Supposition> {
  const renamed = headerValue(context.request.headers, name.replaceAll("_", "-"));
  for (const value of [...(renamed === undefined ? [] : [renamed]), ...likelyHeaderValues(context, name)]) {
    const detail = `The header ${name} was signed as "${shownHeaderValue(name, value)}" and did not arrive.`;
    yield headerSupposition(context, name, value, detail);
  }
}

function* alterations(context: EnvelopeContext): Generator<Supposition> {
  const names = underscored(context);
  for (const name of names) yield* droppedHeader(context, name);
  if (names.length === 0) return;
  const detail = `Headers with an underscore left here, and the server has none of them: ${names.join(", ")}.`;
  yield withoutHeaders(context, names, true, detail);
  yield withoutHeaders(context, names, false, detail);
  const changes = names.map((name) => ({ part: `header ${name}`, from: "as sent", to: "" }));
  const headers = context.input.headers.map((one) =>
    names.includes(one.name) ? { ...one, value: "" } : one,
  );
  yield { changes, request: { headers }, detail };
}
