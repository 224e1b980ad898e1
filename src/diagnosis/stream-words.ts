// A streamed body in words: which part failed, under which change its signature comes out, and how much a departure weighs.
import type { BadSignature } from "../sigv4/chained-signature.ts";
import type { ChunkVariant } from "../sigv4/chunk-variants.ts";
import type { Evidence, Observation, RuleContext, Severity } from "./rule.ts";
import { seedIsRight } from "./stream-examination.ts";

/** The class of fault a wrong signature of the body shows. */
export type StreamFault = "chain" | "timestamp" | "trailer" | "event";

/** The classes behind a wrong signature: those of the changes that reproduce it, or that of its place where none does. */
export function streamFaults({ kind, reproducedBy }: BadSignature): ReadonlySet<StreamFault> {
  if (kind === "event") return new Set(["event"]);
  const own = kind === "trailer" ? "trailer" : "chain";
  if (reproducedBy === null) return new Set([own]);
  return new Set(
    reproducedBy.map(({ part }) => {
      if (part === "timestamp") return "timestamp";
      return part === "previous" ? "chain" : own;
    }),
  );
}

/** What is said of each wrong signature of a class; nothing where the key itself may be wrong. */
export function badSignatureObservations(context: RuleContext, fault: StreamFault): Observation[] {
  const { stream } = context;
  if (!stream) return [];
  const verified = (stream.upload?.verifiedChunks ?? 0) + (stream.events?.verifiedEvents ?? 0);
  const keyIsRight = seedIsRight(context) || verified > 0;
  return stream.bad
    .filter((bad) => streamFaults(bad).has(fault) && (bad.reproducedBy !== null || keyIsRight))
    .map((bad) => badSignatureObservation(bad, context));
}

function badSignatureObservation(bad: BadSignature, { stream }: RuleContext): Observation {
  const evidence: Evidence = {
    part: bad.kind,
    index: bad.index,
    offset: bad.offset,
    dataBytes: bad.bytes,
    providedSignature: beginning(bad.provided),
    calculatedSignature: bad.calculated === null ? null : beginning(bad.calculated),
    failing: (stream?.upload?.badChunks ?? 0) + (stream?.events?.badEvents ?? 0),
  };
  const { reproducedBy } = bad;
  if (reproducedBy === null) {
    const detail = `The signature of ${placeOf(bad)} does not come out of its bytes, though the key is right: they were changed, cut anew or put in another order after signing, or signed in a way that is not in the catalogue.`;
    return { detail, evidence };
  }
  const signed = reproducedBy.map(({ words }) => words);
  return {
    detail: `The signature of ${placeOf(bad)} comes out with ${signed.join(" and ")}${instead(reproducedBy)}.`,
    evidence: { ...evidence, signedWith: signed },
    proven: true,
  };
}

function instead(variants: readonly ChunkVariant[]): string {
  const [first] = variants;
  if (variants.length !== 1 || !first) return "";
  const right: Partial<Record<ChunkVariant["part"], string>> = {
    previous: ", where the signature sent before it belongs",
    timestamp: ", where the request's own time belongs",
    hash: ", where the hash of its data belongs",
  };
  return right[first.part] ?? "";
}

/** A part of the body for people: `chunk 2 (of 100 bytes, at byte 16552 of the body; chunks count from 0)`. */
export function placeOf({
  kind,
  index,
  offset,
  bytes,
}: Pick<BadSignature, "kind" | "index" | "offset" | "bytes">): string {
  if (kind === "trailer") return `the trailer (at byte ${offset} of the body)`;
  return `${kind} ${index} (${bytes} bytes of data, at byte ${offset} of the body; ${kind}s count from 0)`;
}

/** The first eight characters of a signature: enough to compare by eye. */
export function beginning(signature: string): string {
  return signature.length <= 12 ? signature : `${signature.slice(0, 8)}…`;
}

/**
 * How a departure from S3's rules weighs: it fails at AWS, another store may take it, and what was taken is no fault.
 * Null: nothing is to be said.
 */
export function departureWeight({ response, endpoint }: RuleContext): Severity | null {
  if (response !== null && response.status < 400) return null;
  return endpoint.partition === null ? "warning" : "error";
}
