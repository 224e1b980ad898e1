// From the reading of an envelope to what can be derived and judged.
import type { Envelope, EnvelopeReading } from "../sigv4/envelope.ts";
import type { TextVerification } from "../sigv4/text-claim.ts";
import type { Verdict, Verification } from "../sigv4/verify.ts";

/** The envelope of a reading, also where only a forgiving reader gets one; null when there is none at all. */
export function envelopeOf(reading: EnvelopeReading): Envelope | null {
  if (reading.kind === "read") return reading.envelope;
  return reading.kind === "malformed" ? reading.lenient : null;
}

/** The verdict on a reading; `text` is the verification of a claim over one text. */
export function verdictOf(
  reading: EnvelopeReading,
  verification: Verification | null,
  text: TextVerification | null,
): Verdict {
  switch (reading.kind) {
    case "read":
      return verification?.verdict ?? "unverifiable";
    case "malformed":
      return "malformed";
    case "legacy":
      return text?.verdict ?? "unverifiable";
    case "form":
      return text?.verdict ?? "malformed";
    case "absent":
    case "other-scheme":
      return "unsigned";
  }
}
