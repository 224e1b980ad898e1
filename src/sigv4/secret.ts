// A secret as a value that does not print, serialise or inspect itself; unwrapping is one function that a search finds.

const inspect = Symbol.for("nodejs.util.inspect.custom");
const redacted = "[redacted]";
const revealed = new WeakMap<Secret, string>();

/** A secret access key, session token or signing key in memory. Every textual form of it is `[redacted]`. */
export class Secret {
  constructor(text: string) {
    revealed.set(this, text);
  }

  toString(): string {
    return redacted;
  }

  toJSON(): string {
    return redacted;
  }
}

Object.defineProperty(Secret.prototype, inspect, { value: () => redacted });

/** The text of a secret. Keep the result in a local variable; never store, log or return it to a caller outside signing. */
export function revealSecret(secret: Secret): string {
  const text = revealed.get(secret);
  if (text === undefined)
    throw new Error("this is a bug: a secret that was not made by the Secret constructor");
  return text;
}
