// The signature is not whole: some of its 64 characters are missing, or the URL was cut as text.
import { ecdsaAlgorithm } from "../../sigv4/terms.ts";
import { isCutQuery } from "../cut-query.ts";
import { signedExample } from "../example.ts";
import type { FindingRule, Observation, RuleContext } from "../rule.ts";

export const signatureTruncatedOrSplit: FindingRule = {
  id: "signature-truncated-or-split",
  stage: "envelope",
  blame: "client",
  severity: "error",
  threads: 1,
  title: "The signature or the presigned URL was cut or split",
  why: "A signature has 64 characters. A shell ends an unquoted URL at its first &, and copying out of a terminal or a mail loses characters.",
  fix: "Put the presigned URL in single quotes on a command line, and copy the signature whole.",
  wrongFix: "Do not sign again: the signature was right before it was cut.",
  spec: "observed: aws/aws-sdk-php#1344",
  example: () =>
    signedExample({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
      presignedSeconds: 300,
      sent: (request) => ({ ...request, target: request.target.slice(0, -6) }),
    }),
  inspect: (context) => {
    if (context.reading.kind === "malformed") return [...cutUrl(context), ...loosePieces(context)];
    // A SigV4A signature is DER, of 136 to 144 characters.
    if (context.envelope?.algorithm === ecdsaAlgorithm) return [];
    const provided = context.envelope?.providedSignature ?? "";
    return provided.length === 64 || provided === "" ? [] : cutSignature(context, provided);
  },
};

/** White space, and the + that stands for it in a query. */
const whiteSpace = /[\s+]+/;

function cutUrl({ reading, query }: RuleContext): Observation[] {
  if (reading.kind !== "malformed" || reading.form !== "presigned-url" || !isCutQuery(query)) return [];
  const detail = `Only ${query[0]?.name} is left of the query, as after an unquoted &.`;
  return [{ detail, evidence: { parameters: query.map(({ name }) => name).slice(0, 20) } }];
}

/** A piece of the signature that stands loose behind a blank or a line break. */
function loosePieces({ reading, lenientVerdict }: RuleContext): Observation[] {
  if (reading.kind !== "malformed" || reading.form === "presigned-url") return [];
  const signature = reading.parts.providedSignature ?? "";
  const pieces = reading.reasons.flatMap((one) =>
    one.reason === "component-not-key-value" && isPiece(one.text, signature) ? [one.text] : [],
  );
  return pieces.length === 0 ? [] : [inPieces(pieces.length + 1, lenientVerdict === "valid")];
}

function isPiece(text: string, signature: string): boolean {
  return /^[0-9a-f]{1,63}$/.test(text) && signature.length > text.length && signature.includes(text);
}

function inPieces(pieces: number, right: boolean): Observation {
  const detail = `White space splits the signature into ${pieces} pieces`;
  if (!right) return { detail: `${detail}.`, evidence: { pieces } };
  return { detail: `${detail}; without it the signature is right.`, evidence: { pieces }, proven: true };
}

function cutSignature({ calculatedSignature, envelope }: RuleContext, provided: string): Observation[] {
  const characters = provided.length;
  // A URL that was wrapped has a class of its own.
  if (envelope?.form === "presigned-url" && /^[0-9a-f]{64}$/.test(provided.replace(/\s+/g, ""))) return [];
  const pieces = provided.split(whiteSpace).filter((piece) => piece !== "");
  if (pieces.length > 1 && pieces.every((piece) => /^[0-9a-f]+$/.test(piece)))
    return [inPieces(pieces.length, pieces.join("") === calculatedSignature)];
  if (calculatedSignature?.startsWith(provided) && characters >= 8) {
    return [
      {
        detail: `The first ${characters} of 64 characters are there, and they are right.`,
        evidence: { characters },
        proven: true,
      },
    ];
  }
  if (calculatedSignature !== null && provided.startsWith(calculatedSignature)) {
    const detail = `${characters - 64} characters follow the signature, which is right without them.`;
    return [{ detail, evidence: { characters }, proven: true }];
  }
  if (!/^[0-9a-f]+$/.test(provided)) return [];
  return [{ detail: `The signature has ${characters} characters instead of 64.`, evidence: { characters } }];
}
