// Signing keys derived by a wrong chain of HMACs, in the order in which hand-written signers get it wrong. Data for several rules.
import type { KeyChain, KeyStep, PassedOn } from "../sigv4/key-chain.ts";
import { keySteps } from "../sigv4/key-chain.ts";
import type { Supposition } from "./rule.ts";

/** One wrong chain, in words that finish "The client derived its signing key …". */
export interface ChainVariation {
  readonly words: string;
  readonly chain: KeyChain;
}

/** Supposes that the signing key came out of another chain of HMACs. */
export function chainSupposition({ words, chain }: ChainVariation): Supposition {
  return {
    changes: [{ part: "derivation of the signing key", from: "as specified", to: words }],
    key: { chain },
    detail: `The client derived its signing key ${words}.`,
    evidence: { derivation: words },
  };
}

/** Words that stand before the secret in place of AWS4. */
export const prefixVariations: readonly ChainVariation[] = [
  { words: "without AWS4 before the secret", chain: { prefix: "" } },
  ...["aws4", "AWS4AWS4", "AWS", "Aws4", "AWS2", "AWS3", "AWS4-HMAC-SHA256", "AWS4-", "AWS4_", "AWS4:"].map(
    (prefix) => ({ words: `with "${prefix}" before the secret in place of AWS4`, chain: { prefix } }),
  ),
  ...["GOOG4", "AWS4\n", "AWS4+", "AWS4/", "AWS4=", "aws", "AWS4 AWS4 ", "AWS4\0"].map((prefix) => ({
    words: `with ${JSON.stringify(prefix)} before the secret in place of AWS4`,
    chain: { prefix },
  })),
];

const formWords: Readonly<Record<Exclude<PassedOn, "raw">, string>> = {
  hex: "hex text",
  "upper-hex": "upper-case hex text",
  base64: "base64 text",
};
const chainSteps = ["date", "region", "service", "terminator"] as const;

/** Results passed on as text: all four, all but the last, the last, the first, then every other choice of steps. */
export const passedOnVariations: readonly ChainVariation[] = [
  ...inEachForm([15]),
  ...inEachForm([7, 8, 1]),
  ...inEachForm([14, 2, 4, 3, 5, 6, 9, 10, 11, 12, 13]),
];

function inEachForm(choices: readonly number[]): ChainVariation[] {
  return choices.flatMap((choice) =>
    (["hex", "base64", "upper-hex"] as const).map((form) => passedOnAs(form, choice)),
  );
}

/** `choice` has one bit for each of the four steps, the lowest for the date. */
function passedOnAs(form: Exclude<PassedOn, "raw">, choice: number): ChainVariation {
  const passOn = chainSteps.map((_, index): PassedOn => ((choice >> index) & 1 ? form : "raw"));
  const steps = chainSteps.filter((_, index) => (choice >> index) & 1).join(", ");
  const which = choice === 15 ? "every result" : `the result of ${steps}`;
  return { words: `with ${which} passed on as ${formWords[form]}`, chain: { passOn } };
}

/** Steps whose key and message are exchanged: all five, the four of the key, the signature, each alone, then the other choices. */
export const swappedVariations: readonly ChainVariation[] = [31, 15, 16, 1, 2, 4, 8, 14, 30, 17]
  .concat(Array.from({ length: 31 }, (_, index) => index + 1))
  .filter((choice, index, all) => all.indexOf(choice) === index)
  .map((choice) => {
    const swapped: KeyStep[] = keySteps.filter((_, index) => (choice >> index) & 1);
    const which = swapped.length === keySteps.length ? "every step" : swapped.join(", ");
    return { words: `with key and message exchanged in ${which}`, chain: { swapped } };
  });

/** Steps that are left out: each alone, then two and more, in the order of the chain. */
export const skippedVariations: readonly ChainVariation[] = [
  8, 1, 2, 4, 12, 3, 6, 5, 9, 10, 14, 7, 11, 13, 15,
].map((choice) => {
  const skipped: KeyStep[] = chainSteps.filter((_, index) => (choice >> index) & 1);
  return { words: `without the step of ${skipped.join(", ")}`, chain: { skipped } };
});
