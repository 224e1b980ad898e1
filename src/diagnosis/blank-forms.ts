// The forms in which signers write the blanks of a header value.
import { headerValues } from "../http/raw-headers.ts";
import type { EnvelopeContext } from "./rule.ts";

/** What may have been signed for a header value with other blanks: as sent, untrimmed, unsqueezed, a run at each place. */
export function* otherBlanks(context: EnvelopeContext, name: string, value: string): Generator<string> {
  const sent = headerValues(context.request.headers, name);
  yield sent.map(raw).join(",");
  yield sent.map(squeezedOutsideQuotes).join(",");
  yield sent.map((text) => text.replaceAll("\t", " ")).join(",");
  yield* [
    `${value} `,
    ` ${value}`,
    `${value}\t`,
    `${value}\n`,
    `${value}\r`,
    `${value}\u00a0`,
    `${value}\u00c2\u00a0`,
  ];
  if (!value.includes(" ")) return;
  // A day of the month below ten is often padded with a second blank, which proxies squeeze.
  yield value.replace(/\b(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) (\d)\b/g, "$1  $2");
  yield value.replaceAll("; ", ";");
  // A blank behind a comma alone is the mark of merged headers, which is a class of its own.
  if (value.replaceAll(", ", ",").includes(" ")) yield value.replaceAll(" ", "");
  yield value.replaceAll(" ", "\t");
  for (const [index, character] of [...value.slice(0, 400)].entries()) {
    if (character !== " ") continue;
    for (const blanks of ["  ", "   ", "    ", "\t", "\u00a0"])
      yield value.slice(0, index) + blanks + value.slice(index + 1);
  }
}

/** The value as it was sent. */
export function raw(sent: string): string {
  return sent;
}

/** The value with blanks squeezed except inside quotes, as older signers do. */
export function squeezedOutsideQuotes(sent: string): string {
  return sent.replace(/"[^"]*"|[ \t]+/g, (piece) => (piece.startsWith('"') ? piece : " ")).trim();
}
