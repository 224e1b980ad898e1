// A header value with characters outside ASCII was signed in another encoding than it was sent in.
import { signedExample } from "../example.ts";
import type { EnvelopeContext, FindingRule, Supposition } from "../rule.ts";
import { otherEncodings } from "../text-encodings.ts";
import { foreignBytes } from "../text-signs-list.ts";
import { headerSupposition } from "../variations.ts";

export const headerNonAscii: FindingRule = {
  id: "header-non-ascii",
  stage: "headers",
  blame: "client",
  severity: "error",
  threads: 11,
  title: "A header value outside ASCII was signed in another encoding than it was sent in",
  why: "HTTP headers are bytes. One side signs the value as UTF-8 while the other sends or reads it as Latin-1, so that the signed bytes and the received bytes differ.",
  fix: "Keep header values ASCII: percent-encode user metadata and file names (filename*=UTF-8'' in Content-Disposition) before signing and sending.",
  wrongFix: "Do not strip the accents: the next name will have other ones.",
  spec: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html",
  example: () =>
    signedExample({
      method: "PUT",
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
      headers: [["x-amz-meta-author", "Zo\u00eb"]],
      body: "{}",
      signedInput: (input) => ({
        ...input,
        headers: input.headers.map((header) =>
          header.name === "x-amz-meta-author" ? { ...header, value: "Zo\u00c3\u00ab" } : header,
        ),
      }),
    }),
  suppose: (context) => suppositions(context),
  readTexts: foreignBytes,
};

function* suppositions(context: EnvelopeContext): Generator<Supposition> {
  for (const { name, value } of context.input.headers) {
    for (const other of new Set(otherEncodings(value))) {
      if (other === value) continue;
      const detail = `The header ${name} was signed in another character encoding than it was sent in.`;
      yield headerSupposition(context, name, other, detail);
    }
  }
}
