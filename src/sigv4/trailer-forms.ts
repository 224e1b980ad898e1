// Other texts of a trailer that are hashed by mistake.
import type { AwsTrailer } from "./aws-chunked-reading.ts";

/** Wrong forms of the text, each with its words; the right one is `trailerLines`. Latin1 text. */
export function trailerForms(
  trailers: readonly AwsTrailer[],
): readonly (readonly [text: string, words: string])[] {
  const sent = trailers.map(({ line }) => line);
  const plain = trailers.map(({ name, value }) => `${name.toLowerCase()}:${value}`);
  return [
    [plain.map((line) => `${line}\r\n`).join(""), "the trailer with CR LF behind each line"],
    [plain.join("\n"), "the trailer without a line feed behind the last line"],
    [sent.map((line) => `${line}\n`).join(""), "the trailer as sent, neither trimmed nor in lower case"],
    [sent.map((line) => `${line}\r\n`).join(""), "the trailer as sent, with CR LF behind each line"],
    [`${sent.map((line) => `${line}\r\n`).join("")}\r\n`, "the trailer as sent, the empty line after it too"],
    [sent.join("\n"), "the trailer as sent, without a line feed behind the last line"],
    [`${[...plain].sort().join("\n")}\n`, "the trailer sorted by name"],
    [trailers.map(({ value }) => value).join("\n"), "the values of the trailer alone"],
    ["", "no trailer at all"],
  ];
}
