// What encoders, decoders and escapers do to the + and / of a secret.
import { percentDecode } from "../sigv4/percent-encoding.ts";
import type { SecretChange } from "./secret-variations.ts";

function replacing(words: string, pairs: readonly (readonly [from: string, to: string])[]): SecretChange {
  return { words, change: (secret) => pairs.reduce((text, [from, to]) => text.replaceAll(from, to), secret) };
}

/** As `replacing`, where it changes two characters or more: one lost or doubled character is a slip of the hand. */
function replacingSeveral(
  words: string,
  pairs: readonly (readonly [from: string, to: string])[],
): SecretChange {
  const { change } = replacing(words, pairs);
  return {
    words,
    change: (secret) => {
      const changed = change(secret);
      return Math.abs(changed.length - secret.length) > 1 ? changed : secret;
    },
  };
}

/** Each way a secret is mangled, the most frequent first. */
export const secretManglings: readonly SecretChange[] = [
  replacing("with every + as a blank", [["+", " "]]),
  replacing("with every / as %2F", [["/", "%2F"]]),
  replacing("with every + as %2B and every / as %2F", [
    ["+", "%2B"],
    ["/", "%2F"],
  ]),
  replacing("with every + as %2B", [["+", "%2B"]]),
  replacing("with every / as %2f", [["/", "%2f"]]),
  replacing("with every + as %2b and every / as %2f", [
    ["+", "%2b"],
    ["/", "%2f"],
  ]),
  replacing("with every + as %2b", [["+", "%2b"]]),
  replacing("with every + as a blank and every / as %2F", [
    ["+", " "],
    ["/", "%2F"],
  ]),
  // Stored mangled and signed right: no change at all, and no cost, where the known secret has none of these.
  replacing("decoded from its percent-encoded form", [
    ["%2B", "+"],
    ["%2b", "+"],
    ["%2F", "/"],
    ["%2f", "/"],
    ["%20", " "],
  ]),
  replacing("with blanks turned into +", [[" ", "+"]]),
  replacing("from the URL-safe alphabet back to + and /", [
    ["-", "+"],
    ["_", "/"],
  ]),
  replacing("without its backslashes", [["\\", ""]]),
  replacing("with every + as %20", [["+", "%20"]]),
  replacing("with + and / encoded twice", [
    ["+", "%252B"],
    ["/", "%252F"],
  ]),
  replacing("with a backslash before every /", [["/", "\\/"]]),
  replacing("with a backslash before every +", [["+", "\\+"]]),
  replacing("with a backslash before every + and /", [
    ["+", "\\+"],
    ["/", "\\/"],
  ]),
  replacingSeveral("with every / doubled", [["/", "//"]]),
  replacingSeveral("without its + characters", [["+", ""]]),
  replacingSeveral("without its / characters", [["/", ""]]),
  replacingSeveral("without its + and / characters", [
    ["+", ""],
    ["/", ""],
  ]),
  replacing("in the URL-safe alphabet of base64 (- and _)", [
    ["+", "-"],
    ["/", "_"],
  ]),
  replacing("with every / as a backslash", [["/", "\\"]]),
  replacing("with every / as &#x2F;", [["/", "&#x2F;"]]),
  replacing("with every / as &#47;", [["/", "&#47;"]]),
  replacing("with every / as \\u002f", [["/", "\\u002f"]]),
  replacing("with every / as \\u002F", [["/", "\\u002F"]]),
  replacing("with every + as \\u002b", [["+", "\\u002b"]]),
  replacing("with every + as &#43;", [["+", "&#43;"]]),
  { words: "percent-encoded as a whole", change: (secret) => encodeURIComponent(secret) },
  { words: "percent-encoded twice", change: (secret) => encodeURIComponent(encodeURIComponent(secret)) },
  { words: "decoded twice", change: (secret) => percentDecode(percentDecode(secret)) },
  { words: "as base64 text", change: (secret) => (isAscii(secret) ? btoa(secret) : secret) },
  replacing("with every + as %2B and every / as a blank", [
    ["+", "%2B"],
    ["/", " "],
  ]),
  replacing("with every / as %252F", [["/", "%252F"]]),
  replacing("with every + as %252B", [["+", "%252B"]]),
  replacing("with every / as a blank", [["/", " "]]),
  replacingSeveral("with every + doubled", [["+", "++"]]),
];

function isAscii(secret: string): boolean {
  return /^[ -~]*$/.test(secret);
}
