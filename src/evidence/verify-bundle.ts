// `verify` for a bundle: the container, the signature over the manifest, every file's hash, then the chain record by record.
import type { KeyObject } from "node:crypto";
import { verify } from "node:crypto";
import { CountersignError } from "../http/countersign-error.ts";
import { ownNames } from "./bundle.ts";
import type { BundleReader } from "./bundle-reader.ts";
import { bundleLines, openBundle, recordLine, sha256Of, smallFile } from "./bundle-reader.ts";
import { canonicalJson } from "./canonical-json.ts";
import type { Checkpoint } from "./chain.ts";
import { chainStart, publicKeyOf } from "./chain.ts";
import type { ChainState, SealCheck } from "./verify-evidence.ts";
import { checkpointProblem, keyProblem, linkProblem, mostCheckpoints } from "./verify-evidence.ts";

/** Verifies a bundle; `pinned` is the only key accepted where given. Throws ERR_FILE_UNREADABLE, ERR_EVIDENCE_UNREADABLE. */
export function verifyBundle(path: string, pinned: KeyObject | null = null): SealCheck {
  const bundle = openBundle(path);
  try {
    const state: ChainState = { sequence: 0, head: "", signedUpTo: 0 };
    const keyId = { value: null as string | null };
    // The chain is walked first: where a record was changed, its place says more than the hash of its file.
    const inChain = chainProblem(bundle, state);
    const problem = inChain ?? sealProblem(bundle, pinned, keyId, state);
    return {
      ...{ holds: problem === null, problem, records: state.sequence, signedUpTo: state.signedUpTo },
      firstBad: inChain === null || state.head === "" ? null : state.sequence + 1,
      ...{
        unsignedTail: state.sequence - state.signedUpTo,
        underWay: 0,
        running: false,
        keyId: keyId.value,
        head: state.head || null,
      },
    };
  } finally {
    bundle.close();
  }
}

const smallBytes = 4 * 1024 * 1024;
/** A manifest names each body that has a file of its own. */
const manifestBytes = 64 * 1024 * 1024;

function chainProblem(bundle: BundleReader, state: ChainState): string | null {
  const facts = json(smallFile(bundle, "facts.json", smallBytes));
  if (facts === null || !Object.values(facts).every((fact) => typeof fact === "string"))
    return "facts.json is missing or malformed";
  const key = publicKeyOf(String(facts.publicKey ?? ""));
  if (key === null) return "the key in facts.json is no Ed25519 key";
  state.head = chainStart(facts as Record<string, string>);
  try {
    const checkpoints = checkpointsOf(bundle);
    for (const line of bundleLines(bundle, "exchanges.jsonl")) {
      const parts = recordLine(line);
      if (parts === null) return `record ${state.sequence + 1} is malformed`;
      const before = state.sequence;
      const problem =
        linkProblem(state, parts) ?? checkpointProblem(state, checkpoints.get(parts.sequence), key);
      if (problem !== null) {
        state.sequence = before;
        return problem;
      }
      checkpoints.delete(parts.sequence);
    }
    const [beyond] = checkpoints.keys();
    return beyond === undefined ? null : `records after ${state.sequence} are missing: ${beyond} were signed`;
  } catch (error) {
    if (error instanceof CountersignError) return error.message;
    throw error;
  }
}

function checkpointsOf(bundle: BundleReader): Map<number, Checkpoint> {
  const found = new Map<number, Checkpoint>();
  for (const line of bundleLines(bundle, "checkpoints.jsonl")) {
    const value = json(Buffer.from(line));
    const { sequence, hash = "", signedAt = "", signature = "" } = value ?? {};
    if (typeof sequence !== "number") continue;
    if (found.size >= mostCheckpoints)
      throw new CountersignError("ERR_EVIDENCE_UNREADABLE", "checkpoints.jsonl has too many lines");
    found.set(sequence, {
      sequence,
      hash: shortText(hash),
      signedAt: shortText(signedAt),
      signature: shortText(signature),
    });
  }
  return found;
}

/** What is longer is no hash, time or signature; nor is what is no text. */
function shortText(value: unknown): string {
  return typeof value === "string" ? value.slice(0, 200) : "";
}

interface Manifest {
  readonly keyId: string;
  readonly head: string;
  readonly records: number;
  readonly files: readonly { readonly name: string; readonly bytes: number; readonly sha256: string }[];
}

function sealProblem(
  bundle: BundleReader,
  pinned: KeyObject | null,
  keyId: { value: string | null },
  state: ChainState,
): string | null {
  if (bundle.spoiltAt !== null) return `the container is not as it was written (byte ${bundle.spoiltAt})`;
  const text = smallFile(bundle, "manifest.json", manifestBytes);
  const manifest = manifestOf(json(text));
  if (text === null || manifest === null) return "manifest.json is missing or malformed";
  keyId.value = manifest.keyId;
  const key = publicKeyOf(smallFile(bundle, "public-key.pem", smallBytes)?.toString("latin1") ?? "");
  const wrongKey = keyProblem(key, manifest.keyId, pinned);
  if (wrongKey !== null || key === null) return wrongKey;
  const signature = smallFile(bundle, "manifest.sig", 64);
  if (signature === null || !verify(null, text, key, signature))
    return "the signature over manifest.json does not hold";
  const factsKey = json(smallFile(bundle, "facts.json", smallBytes))?.keyId;
  if (factsKey !== manifest.keyId) return "the chain was written under another key than the bundle";
  if (manifest.head !== state.head || manifest.records !== state.sequence)
    return "the manifest names another end of the chain";
  return filesProblem(bundle, manifest);
}

/** The files are those of the manifest, in its order, and after them the manifest and its signature. */
function filesProblem(bundle: BundleReader, { files }: Manifest): string | null {
  const expected = [...files.map(({ name }) => name), "manifest.json", "manifest.sig"];
  const found = bundle.files.map(({ name }) => name);
  if (canonicalJson(expected) !== canonicalJson(found))
    return "the files are not those of the manifest, in its order";
  if (new Set(found).size !== found.length) return "a file is there twice";
  const missing = ownNames.find((name) => !found.includes(name));
  if (missing !== undefined) return `${missing} is missing`;
  for (const [at, { name, bytes, sha256 }] of files.entries()) {
    const file = bundle.files[at];
    if (!file || file.bytes !== bytes || sha256Of(bundle, file) !== sha256)
      return `${name} is not the file that was sealed`;
    if (name.startsWith("bodies/") && name !== `bodies/${sha256}`) return `${name} is not what its name says`;
  }
  return null;
}

function manifestOf(value: Readonly<Record<string, unknown>> | null): Manifest | null {
  if (
    value?.schema !== "countersign.bundle/1" ||
    typeof value.keyId !== "string" ||
    typeof value.head !== "string"
  )
    return null;
  const { files } = value;
  if (!Array.isArray(files) || files.length > 100_000) return null;
  const wellFormed = files.every((file: unknown) => {
    const { name, bytes, sha256 } = (file ?? {}) as Record<string, unknown>;
    return typeof name === "string" && typeof bytes === "number" && typeof sha256 === "string";
  });
  return wellFormed ? (value as unknown as Manifest) : null;
}

function json(bytes: Buffer | null): Readonly<Record<string, unknown>> | null {
  if (bytes === null) return null;
  try {
    const value: unknown = JSON.parse(bytes.toString("utf8"));
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}
