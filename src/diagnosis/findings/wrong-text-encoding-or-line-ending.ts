// The canonical request or the string to sign is built with other line ends, or in another encoding.
import { signedExample } from "../example.ts";
import type { FindingRule, Supposition } from "../rule.ts";
import type { TextLayout } from "../text-layouts.ts";
import { encodedLayouts, lineLayouts, requestLayouts } from "../text-layouts.ts";

export const wrongTextEncodingOrLineEnding: FindingRule = {
  id: "wrong-text-encoding-or-line-ending",
  stage: "canonical request",
  blame: "client",
  severity: "error",
  threads: 3,
  title: "The signed text has other line ends or another encoding than the specification's",
  why: "Canonical request and string to sign are lines joined by one line feed, with none behind the last, in UTF-8. The client wrote CR LF, a literal backslash n, a line feed too many, or UTF-16, as some platforms do by default.",
  fix: 'Join the lines with the single byte 0A, put nothing behind the last, and hash the UTF-8 bytes (printf instead of echo, Encoding.UTF8 instead of Unicode, "\\n" in double quotes).',
  spec: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html",
  example: () =>
    signedExample({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
      signedText: { layout: (text) => text.replaceAll("\n", "\r\n") },
    }),
  suppose: () => suppositions(),
};

function* suppositions(): Generator<Supposition> {
  const layouts = [...lineLayouts.slice(0, 4), ...encodedLayouts.slice(0, 2)];
  for (const layout of layouts) yield* everywhere(layout);
  for (const layout of requestLayouts) yield inRequest(layout);
  const rest = [...lineLayouts, ...encodedLayouts].filter((layout) => !layouts.includes(layout));
  for (const layout of rest) {
    for (const supposition of [...everywhere(layout)].reverse()) yield { ...supposition, late: true };
  }
}

function* everywhere(layout: TextLayout): Generator<Supposition> {
  const { words, lay } = layout;
  yield { ...described("string to sign", words), text: { layout: lay } };
  yield inRequest(layout);
  yield { ...described("canonical request and string to sign", words), text: { layout: lay }, layout: lay };
}

function inRequest({ words, lay }: TextLayout): Supposition {
  return { ...described("canonical request", words), layout: lay };
}

function described(text: string, words: string): Supposition {
  return {
    changes: [{ part: `layout of the ${text}`, from: "as specified", to: words }],
    detail: `The client built the ${text} ${words}.`,
    evidence: { text, layout: words },
  };
}
