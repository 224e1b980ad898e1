// From a plan with faults to one record of the measurement.
import { built, reference } from "./build.mjs";
import { requestBytes, responseBytes } from "./message.mjs";
import { profileText } from "./shapes.mjs";

/** One record; null when the faults leave no trace. */
export function record(plan, given) {
  const result = built(plan);
  const expected = given.verdicts;
  if (plan.mustDiffer && reference(plan, result).signature === result.signature) return null;
  if (expected?.[0] === "mismatch" && reference(plan, result).signature === result.signature) return null;
  if (
    expected?.[0] === "valid" &&
    given.strict !== false &&
    reference(plan, result).signature !== result.signature
  )
    throw new Error(`${given.id}: ${given.notes} should be valid by the reference`);
  const answer = plan.answer ? plan.answer(result, plan) : null;
  return {
    id: given.id,
    raw_request_b64: requestBytes(result.message).toString("base64"),
    raw_response_b64: answer ? responseBytes(answer).toString("base64") : null,
    credentials_ini: given.credentials ?? profileText(plan.profiles),
    now: plan.now,
    expect: {
      verdict: expected?.[0] ?? null,
      verdicts_accepted: expected ?? [],
      causes: given.causes,
    },
    kind: given.kind,
    classes: given.classes,
    notes: given.notes,
  };
}

/** All ways to choose one accepted set for each fault, as one list of sets. */
export function products(listOfSets) {
  return listOfSets.reduce(
    (made, sets) => made.flatMap((left) => sets.map((right) => [...new Set([...left, ...right])])),
    [[]],
  );
}
export const acceptedSets = (one) => [one.first, ...one.also];
