// Building blocks for suppositions about the secret: its text changed in one way. What it was changed from never leaves the function.
import type { Supposition } from "./rule.ts";

/** A way a secret's text is spoiled, in words that do not show the secret. */
export interface SecretChange {
  /** Finishes "The client signed with the secret …". */
  readonly words: string;
  /** The text the client used. Returning the text unchanged means that this change does not apply. */
  readonly change: (secret: string) => string;
}

/** Supposes one change of the secret's text. */
export function secretSupposition({ words, change }: SecretChange): Supposition {
  return {
    changes: [{ part: "secret access key", from: "as countersign knows it", to: words }],
    key: { secret: change },
    detail: `The client signed with the secret ${words}.`,
    evidence: { secret: words },
  };
}
