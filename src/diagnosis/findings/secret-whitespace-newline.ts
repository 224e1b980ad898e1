// The client's secret has white space, quotes or a byte order mark around it.
import { signedExample } from "../example.ts";
import { lateAfter } from "../long-tail.ts";
import type { EnvelopeContext, FindingRule, Supposition } from "../rule.ts";
import type { SecretChange } from "../secret-variations.ts";
import { secretSupposition } from "../secret-variations.ts";

export const secretWhitespaceNewline: FindingRule = {
  id: "secret-whitespace-newline",
  stage: "credentials",
  blame: "configuration",
  severity: "error",
  threads: 4,
  title: "The client's secret access key has white space or quotes around it",
  why: "A line break, blank, quote or byte order mark came along with the secret from a file, an environment variable or a CI setting. It is not to be seen, and every signature made with it is wrong.",
  fix: "Store the secret without it: printf %s instead of echo, no quotes inside the value, no trailing line in the CI secret; a secret access key has 40 characters.",
  wrongFix: "Do not rotate the key: the new secret would go through the same file and break in the same way.",
  spec: "observed: aws/aws-sdk-js#86, aws-actions/configure-aws-credentials#50",
  example: () =>
    signedExample({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
      secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n",
    }),
  suppose: (context) => lateAfter(suppositions(context), 24),
};

const around: readonly SecretChange[] = [
  ["followed by a line feed", "", "\n"],
  ["followed by a carriage return and a line feed", "", "\r\n"],
  ["followed by a carriage return", "", "\r"],
  ["followed by a blank", "", " "],
  ["after a blank", " ", ""],
  ["in double quotes", '"', '"'],
  ["in single quotes", "'", "'"],
  ["followed by a tab", "", "\t"],
  ["after a tab", "\t", ""],
  ["between blanks", " ", " "],
  ["after a line feed", "\n", ""],
  ["followed by two line feeds", "", "\n\n"],
  ["followed by two blanks", "", "  "],
  ["followed by a blank and a line feed", "", " \n"],
  ["after a byte order mark", "\ufeff", ""],
  ["in double quotes, followed by a line feed", '"', '"\n'],
  ["after a double quote", '"', ""],
  ["followed by a double quote", "", '"'],
  ["in backquotes", "`", "`"],
  ["followed by a no-break space", "", "\u00a0"],
  ["followed by a zero-width space", "", "\u200b"],
  ["followed by a NUL byte", "", "\0"],
  ["followed by a backslash and the letter n", "", "\\n"],
  ["after a byte order mark read as Latin-1", "\u00ef\u00bb\u00bf", ""],
  ["followed by a line feed and a carriage return", "", "\n\r"],
  ["followed by a semicolon", "", ";"],
  ["followed by a comma", "", ","],
  ["after an equals sign", "=", ""],
  ["after an equals sign and a blank", "= ", ""],
  ["followed by three blanks", "", "   "],
  ["followed by a tab and a line feed", "", "\t\n"],
  ["in curly quotes", "\u201c", "\u201d"],
  ["in single curly quotes", "\u2018", "\u2019"],
  ["in angle brackets", "<", ">"],
  ["in square brackets", "[", "]"],
  ["in double quotes with backslashes", '\\"', '\\"'],
  ["followed by a backslash", "", "\\"],
  ["followed by a backslash and the letters r and n", "", "\\r\\n"],
  ["after a no-break space", "\u00a0", ""],
  ["after a zero-width space", "\u200b", ""],
  ["after a carriage return and a line feed", "\r\n", ""],
  ["followed by a single quote", "", "'"],
  ["after a single quote", "'", ""],
].map(([words = "", before = "", after = ""]) => ({ words, change: (secret) => before + secret + after }));

function* suppositions(context: EnvelopeContext): Generator<Supposition> {
  const spelling = context.secretSpelling;
  for (const change of around) {
    const supposition = secretSupposition(change);
    if (spelling === null) yield supposition;
    else
      yield {
        ...supposition,
        detail: `${supposition.detail} The source that countersign read it from spells it so too: ${spelling}.`,
      };
  }
}
