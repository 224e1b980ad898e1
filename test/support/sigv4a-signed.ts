// Signs a SigV4A example anew: the text may be another than the right one, or hashed before.
import type { Example } from "../../src/diagnosis/example.ts";
import { exampleSecret, withHeader } from "../../src/diagnosis/example.ts";
import { p256Sign } from "../../src/http/digest.ts";
import { headerValue } from "../../src/http/raw-headers.ts";
import { canonicalInput } from "../../src/sigv4/canonical-readings.ts";
import { derivation } from "../../src/sigv4/derivation.ts";
import { parseEnvelope } from "../../src/sigv4/envelope.ts";
import { sigv4aPrivateKey } from "../../src/sigv4/sigv4a-key.ts";

/** The example with a fresh signature over its string to sign, as `text` changes it. Lower-case hex of DER. */
export function sigv4aSigned(
  example: Example,
  text: (stringToSign: string) => string = (whole) => whole,
): Example {
  const reading = parseEnvelope(example.request);
  if (reading.kind !== "read") throw new Error("an example without an envelope");
  const { envelope } = reading;
  const rule = { pathEncoding: "single" as const, service: "s3" };
  const { stringToSign } = derivation(envelope, canonicalInput(example.request, envelope, rule), null);
  const key = sigv4aPrivateKey(envelope.accessKeyId, exampleSecret);
  const signature = Buffer.from(p256Sign(key, text(stringToSign))).toString("hex");
  const sent = headerValue(example.request.headers, "authorization") ?? "";
  const authorization = sent.replace(/Signature=.*$/, `Signature=${signature}`);
  return { ...example, request: withHeader(example.request, "Authorization", authorization) };
}
