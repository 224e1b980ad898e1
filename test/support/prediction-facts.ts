// Facts for predictions, from a recipe of a request: read by the core, judged as the test says.
import type { ExampleRecipe } from "../../src/diagnosis/example.ts";
import { exampleKnowledge, signedExample } from "../../src/diagnosis/example.ts";
import { predict } from "../../src/diagnosis/predict.ts";
import type { Prediction } from "../../src/diagnosis/prediction.ts";
import type { PredictionFacts } from "../../src/diagnosis/prediction-check.ts";
import { streamOf } from "../../src/diagnosis/stream-examination.ts";
import { endpointOf } from "../../src/endpoints/endpoint.ts";
import { pathEncodingOf } from "../../src/endpoints/path-encoding.ts";
import { parseAmzDate } from "../../src/sigv4/amz-date.ts";
import { parseEnvelope } from "../../src/sigv4/envelope.ts";
import { rememberSigningKeys } from "../../src/sigv4/signing-key.ts";
import { verify } from "../../src/sigv4/verify.ts";

/** Reads and verifies what a recipe makes; the example key is known. */
export function factsOf(recipe: ExampleRecipe, more: Partial<PredictionFacts> = {}): PredictionFacts {
  const example = signedExample(recipe);
  const { request } = example;
  const reading = parseEnvelope(request);
  const envelope =
    reading.kind === "read" ? reading.envelope : reading.kind === "malformed" ? reading.lenient : null;
  const endpoint = endpointOf(request.authority);
  const service = envelope?.credentialScope.service ?? "";
  const known = { knowledge: exampleKnowledge(), keys: rememberSigningKeys() };
  const verification = envelope
    ? verify(request, envelope, { pathEncoding: pathEncodingOf(service), service }, known)
    : null;
  const unsigned = reading.kind === "absent" || reading.kind === "other-scheme";
  return {
    request,
    reading,
    envelope,
    endpoint,
    verdict:
      reading.kind === "malformed"
        ? "malformed"
        : unsigned
          ? "unsigned"
          : (verification?.verdict ?? "unverifiable"),
    nowEpochMs: example.nowEpochMs,
    accessKeyIdKnown: true,
    derivation: verification?.derivation ?? null,
    stream: envelope && verification && streamOf(request, envelope, verification, known),
    ...more,
  };
}

/** The prediction for what a recipe makes. */
export function predictionOf(recipe: ExampleRecipe, more: Partial<PredictionFacts> = {}): Prediction {
  return predict(factsOf(recipe, more));
}

/** Milliseconds since 1970 of `YYYYMMDDTHHMMSSZ`. */
export function at(text: string): number {
  return parseAmzDate(text) ?? Number.NaN;
}
