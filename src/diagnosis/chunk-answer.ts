// An answer that shows the string to sign of a chunk: which chunk S3 stumbled over, and whether it read the bytes that were sent.
import { chunkPrefix, trailerPrefix } from "../sigv4/chunk-signature.ts";
import { ecdsaAlgorithm, hmacAlgorithm } from "../sigv4/terms.ts";
import type { RuleContext } from "./rule.ts";
import type { ServerAnswer } from "./server-answer.ts";
import { beginning } from "./stream-words.ts";

/** What the server's string to sign of a piece of the body says. */
export interface ChunkAnswer {
  readonly kind: "chunk" | "trailer";
  readonly timestamp: string;
  /** The signature before the piece, shortened. */
  readonly previous: string;
  /** SHA-256 of the piece as the server read it: lower-case hex. */
  readonly sha256Hex: string;
  /** The chunk of this request it speaks of, counted from zero; null where it cannot be told. */
  readonly index: number | null;
  /** Whether the server read the data that was sent; null where the chunk is not known. */
  readonly sameData: boolean | null;
}

function kindOf(firstLine: string): ChunkAnswer["kind"] | null {
  for (const algorithm of [hmacAlgorithm, ecdsaAlgorithm]) {
    if (firstLine === chunkPrefix(algorithm)) return "chunk";
    if (firstLine === trailerPrefix(algorithm)) return "trailer";
  }
  return null;
}

/** Reads the string to sign of an answer; null when it is not that of a chunk or a trailer. */
export function chunkAnswer(answer: ServerAnswer, { stream, envelope }: RuleContext): ChunkAnswer | null {
  const lines = answer.stringToSign?.trimEnd().split(/\r?\n/) ?? [];
  const kind = kindOf(lines[0] ?? "");
  const sha256Hex = lines.at(-1) ?? "";
  const [, timestamp = "", , previous = ""] = lines;
  if (kind === null || lines.length < 5) return null;
  const chunks = stream?.upload?.chunks ?? [];
  const before = chunks.find(({ signature }) => signature === previous);
  const index = previous === envelope?.providedSignature ? 0 : before ? before.index + 1 : null;
  const own = kind === "chunk" && index !== null ? chunks.find((chunk) => chunk.index === index) : undefined;
  return {
    kind,
    timestamp,
    previous: beginning(previous),
    sha256Hex,
    index,
    sameData: own ? own.sha256Hex === sha256Hex : null,
  };
}
