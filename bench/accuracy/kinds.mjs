// The kinds of cases, each as a generator of records.
import { acceptedSets, record } from "./case.mjs";
import { correct } from "./correct.mjs";
import { answeredFaults } from "./faults-answered.mjs";
import { envelopeFaults } from "./faults-envelope.mjs";
import { headerFaults } from "./faults-headers.mjs";
import { hostFaults } from "./faults-host.mjs";
import { keyFaults } from "./faults-key.mjs";
import { pathQueryFaults } from "./faults-path-query.mjs";
import { payloadTokenFaults } from "./faults-payload-token.mjs";
import { scopeTimeFaults } from "./faults-scope-time.mjs";
import { pairs, triples } from "./pairs.mjs";
import { realCases } from "./real-cases.mjs";
import { serverHash } from "./server-hash.mjs";
import { shapes } from "./shapes.mjs";
import { special } from "./special.mjs";

const allFaults = [
  ...envelopeFaults,
  ...scopeTimeFaults,
  ...keyFaults,
  ...payloadTokenFaults,
  ...headerFaults,
  ...hostFaults,
  ...pathQueryFaults,
  ...answeredFaults,
];

/** A plan that the fault can be shown on, or null after some tries. */
function planWith(one, r, on = one.on) {
  for (let tries = 0; tries < 30; tries++) {
    const shape = r.pick(on);
    const plan = shapes[shape](r);
    plan.shape = shape;
    if (one.apply(plan, r) !== false) return plan;
  }
  return null;
}

function* single(r, { seed, rounds }) {
  let n = 0;
  for (let round = 0; round < rounds; round++)
    for (const one of allFaults)
      for (let copy = 0; copy < 2 * one.weight; copy++) {
        const plan = planWith(one, r);
        const notes = `${one.variant}${plan ? ` (${plan.shape})` : ""}`;
        const made =
          plan &&
          record(plan, {
            id: `single-${seed}-${++n}`,
            kind: "single",
            classes: [one.id],
            notes,
            verdicts: one.verdict ?? undefined,
            causes: acceptedSets(one),
            credentials: plan.credentials,
          });
        if (made) yield made;
      }
}

const pair = (r, { seed, rounds }) => pairs(r, { seed, count: 400 * rounds, faults: allFaults });
const triple = (r, { seed, rounds }) => triples(r, { seed, count: 100 * rounds, faults: allFaults });

export const kinds = { single, special, pair, triple, "server-hash": serverHash, correct, real: realCases };
