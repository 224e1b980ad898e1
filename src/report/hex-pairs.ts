// Bytes written as pairs of hex digits: S3 shows what it signed so (StringToSignBytes, CanonicalRequestBytes), tokens and all.
import { hexPairs } from "../diagnosis/prediction-mismatch.ts";

/** Sixteen bytes or more: `47 45 54 0a …`. */
const stretch = /[0-9a-f]{2}(?: [0-9a-f]{2}){15,}/gi;

/** A text whose stretches of hex pairs are made safe as the bytes that they stand for; what holds no secret stays as it is. */
export function throughHexPairs(text: string, safe: (plain: string) => string): string {
  if (!/[0-9a-f]{2} [0-9a-f]{2} [0-9a-f]{2} /i.test(text)) return text;
  return text.replace(stretch, (pairs) => {
    const plain = pairs.replace(/(..) ?/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
    const shown = safe(plain);
    return shown === plain ? pairs : hexPairs(shown.replaceAll("\u2026", "..."));
  });
}
