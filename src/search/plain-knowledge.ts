// Knowledge as plain text for the one crossing to a search worker: structured data in memory, never a file, argument or environment.
import type { Knowledge } from "../sigv4/known-credentials.ts";
import { revealSecret, Secret } from "../sigv4/secret.ts";

/** Knowledge with its secrets unwrapped. It lives only inside a message to a worker. */
export interface PlainKnowledge {
  readonly credentials: readonly {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly spelling: string | null;
    readonly sessionToken: string | null;
    readonly source: string;
  }[];
  readonly signingKeys: readonly {
    readonly accessKeyId: string;
    readonly date: string;
    readonly region: string;
    readonly service: string;
    readonly keyHex: string;
  }[];
}

/** Unwraps knowledge for a message to a worker. */
export function plainKnowledge(knowledge: Knowledge): PlainKnowledge {
  return {
    credentials: knowledge.credentials.map((known) => ({
      ...known,
      secretAccessKey: revealSecret(known.secretAccessKey),
      sessionToken: known.sessionToken === null ? null : revealSecret(known.sessionToken),
    })),
    signingKeys: knowledge.signingKeys.map((known) => ({ ...known, keyHex: revealSecret(known.keyHex) })),
  };
}

/** Wraps knowledge again on the worker's side. */
export function knowledgeOf(plain: PlainKnowledge): Knowledge {
  return {
    credentials: plain.credentials.map((known) => ({
      ...known,
      secretAccessKey: new Secret(known.secretAccessKey),
      sessionToken: known.sessionToken === null ? null : new Secret(known.sessionToken),
    })),
    signingKeys: plain.signingKeys.map((known) => ({ ...known, keyHex: new Secret(known.keyHex) })),
  };
}
