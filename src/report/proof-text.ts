// A proof for people: the changes, and the two texts that were hashed or signed as a difference with its bytes visible.
import type { Examination, Proof } from "../diagnosis/examination.ts";
import type { Derivation } from "../sigv4/derivation.ts";
import type { DiffLine } from "./canonical-diff.ts";
import { canonicalDiff } from "./canonical-diff.ts";
import type { Paint } from "./paint.ts";
import type { Redaction } from "./redaction.ts";
import { visibleBytes, visibleText } from "./visible-text.ts";

const indent = " ".repeat(16);

/** How a proof of each kind is told: its opening, and what was done with the other text. */
export const proofWords: Readonly<Record<Proof["of"], { readonly opens: string; readonly verb: string }>> = {
  signature: {
    opens: "With this changed, the client's own signature comes out of the calculation:",
    verb: "signed",
  },
  "server-hash": {
    opens: "With this changed, the hash in the server's own string to sign comes out:",
    verb: "read by the server",
  },
  "client-log": {
    opens: "With this changed, the canonical request of the client's own log comes out:",
    verb: "signed",
  },
};

/** The proof of a mismatch as indented lines; empty where there is none. */
export function proofText(examination: Examination, redaction: Redaction, paint: Paint): string {
  const { proof } = examination;
  if (!proof) return "";
  const { opens, verb } = proofWords[proof.of];
  const opening = `    ${paint.dim("proof".padEnd(12))}${opens}`;
  const changes = proof.changes.map(({ part, from, to }) => {
    const [sent, other] = toldApart(from, to, redaction);
    return `${indent}${visibleText(redaction.text(part))}: sent ${quoted(sent)}, ${verb} ${quoted(other)}`;
  });
  return [
    opening,
    ...changes,
    ...differences(examination, redaction).map((line) => painted(line, paint)),
  ].join("\n");
}

/** The two texts of the request and the two strings to sign: as sent and as signed. An examination has them, and its JSON. */
export interface ComparedTexts {
  readonly derivation: Pick<Derivation, "canonicalRequest" | "stringToSign"> | null;
  readonly proof: Pick<Proof, "canonicalRequest" | "stringToSign"> | null;
}

/** The lines that differ, with what stands around them: of the canonical requests, or else of the strings to sign. */
export function differences(
  { proof, derivation }: ComparedTexts,
  redaction: Pick<Redaction, "text">,
): DiffLine[] {
  if (!proof || !derivation) return [];
  const requests: [string, string] = [derivation.canonicalRequest, proof.canonicalRequest];
  // The last line of a string to sign is the hash of the request: it says nothing that the request does not say.
  const texts: [string, string] = [withoutHash(derivation.stringToSign), withoutHash(proof.stringToSign)];
  return [requests, texts]
    .filter(([sent, signed]) => sent !== signed)
    .flatMap(([sent, signed]) => canonicalDiff(redaction.text(sent), redaction.text(signed)));
}

/** One line of a difference in plain text: `-` as sent, `+` as signed; the changed stretch with every byte visible. */
export function plainDiffLine(line: DiffLine): string {
  return (
    sign(line) +
    line.pieces.map(({ text, changed }) => (changed ? visibleBytes(text) : visibleText(text))).join("")
  );
}

function painted(line: DiffLine, paint: Paint): string {
  if (line.kind === "same") return `${indent}${paint.dim(plainDiffLine(line))}`;
  const colour = line.kind === "sent" ? paint.red : paint.green;
  const text = line.pieces.map(({ text: piece, changed }) =>
    changed ? paint.inverse(visibleBytes(piece)) : visibleText(piece),
  );
  const legend = line.kind === "sent" ? "   ← as sent" : "   ← as signed";
  return `${indent}${colour(sign(line) + text.join(""))}${paint.dim(legend)}`;
}

function sign({ kind }: DiffLine): string {
  return kind === "same" ? "  " : kind === "sent" ? "- " : "+ ";
}

/** Both sides of a change made visible; byte by byte where they would otherwise look the same. */
export function toldApart(
  from: string,
  to: string,
  redaction: Pick<Redaction, "text">,
): readonly [sent: string, signed: string] {
  const [sent, signed] = [redaction.text(from), redaction.text(to)];
  const shown = [visibleText(sent), visibleText(signed)] as const;
  return shown[0] === shown[1] && sent !== signed ? [visibleBytes(sent), visibleBytes(signed)] : shown;
}

function quoted(text: string): string {
  return text.length > 200 ? `"${text.slice(0, 199)}…"` : `"${text}"`;
}

function withoutHash(stringToSign: string): string {
  return stringToSign.slice(0, stringToSign.lastIndexOf("\n") + 1).trimEnd();
}
