// A header name holds a character that no name may have.
import { headerValue } from "../../http/raw-headers.ts";
import { canonicalHeaderValue } from "../../sigv4/canonical-headers.ts";
import { signedExample } from "../example.ts";
import type { EnvelopeContext, FindingRule, Observation, RuleContext, Supposition } from "../rule.ts";
import { isCorruptName, nameWithoutCorruption } from "../signed-headers.ts";
import { signedValue } from "../variations.ts";

export const headerNameCorrupt: FindingRule = {
  id: "header-name-corrupt",
  stage: "headers",
  blame: "client",
  severity: "error",
  threads: 1,
  title: "A header name holds a control character or another byte that no name can have",
  why: "A header name consists of letters, digits and a few signs (RFC 9110, 5.1). A tab, a zero-width space or the like that was pasted into a name is invisible, and each program on the way drops it, keeps it, or drops the header.",
  fix: "Type the header name anew, and check names against the grammar where they come from user input.",
  wrongFix: "Do not add the name that AWS reports as unsigned to SignedHeaders.",
  spec: "https://www.rfc-editor.org/rfc/rfc9110#section-5.1",
  example: () =>
    signedExample({
      method: "PUT",
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
      headers: [["x-amz-meta-author", "jane"]],
      body: "{}",
      sent: (request) => ({
        ...request,
        headers: request.headers.map(([name, value]) => [
          name === "x-amz-meta-author" ? "x-amz-meta-\u000bauthor" : name,
          value,
        ]),
      }),
    }),
  inspect: (context) => observations(context),
  readAnswer: ({ answer, envelope }) => {
    const named = answer.elements.HeadersNotSigned ?? "";
    return envelope === null && /[^\t\r\n -~]/.test(named)
      ? [{ detail: "The names of unsigned headers in the answer hold control characters.", evidence: {} }]
      : [];
  },
  suppose: (context) => suppositions(context),
};

function observations({ request, envelope }: RuleContext): Observation[] {
  if (envelope === null) return [];
  const corrupt: string[] = [];
  for (const [name] of request.headers) if (isCorruptName(name)) corrupt.push(name);
  for (const name of envelope.signedHeaders) if (isCorruptName(name)) corrupt.push(name);
  if (corrupt.length === 0) return [];
  const shown = [...new Set(corrupt)].map(visible);
  return [{ detail: `Not names: ${shown.join(", ")}.`, evidence: { headers: shown } }];
}

function visible(name: string): string {
  return `"${name.slice(0, 80).replace(/[^!-~]/g, (byte) => `\\x${byte.charCodeAt(0).toString(16).padStart(2, "0")}`)}"`;
}

/** The name without its foreign characters is the one that was signed, or the other way round. */
function* suppositions(context: EnvelopeContext): Generator<Supposition> {
  const { headers, signedHeaders } = context.input;
  const { request } = context;
  const values = new Map(
    request.headers.flatMap(([name, value]) =>
      isCorruptName(name) ? [[nameWithoutCorruption(name), value] as const] : [],
    ),
  );
  const valued = headers.map(({ name, value }) => {
    const corrupt =
      values.get(nameWithoutCorruption(name)) ?? headerValue(request.headers, nameWithoutCorruption(name));
    const lost = value === "" && signedValue(context, name) === "" && corrupt !== undefined;
    return { name, value: lost ? canonicalHeaderValue(corrupt) : value };
  });
  const inBlock = valued.map(({ name, value }) => ({ name: nameWithoutCorruption(name), value }));
  const listed = signedHeaders.map(nameWithoutCorruption);
  const changes = [
    { part: "header names", from: "as sent", to: "without the characters that no name can have" },
  ];
  const detail = "The header was signed under its name without the characters that no name may have.";
  for (const lines of [valued, inBlock]) {
    for (const names of [signedHeaders, listed])
      yield { changes, request: { headers: lines, signedHeaders: names }, detail };
  }
}
