// The start of an evidence file: the facts that are hash 0 of its chain, and the statements that go on from there.
import type { KeyObject } from "node:crypto";
import { randomUUID } from "node:crypto";
import { CountersignError } from "../http/countersign-error.ts";
import { isoTime } from "../report/examination-json.ts";
import { chainStart, keyIdOf, publicKeyPem } from "./chain.ts";
import type { EvidenceDatabase, Statement } from "./evidence-database.ts";

/** Where a file's chain stands when a run opens it. */
export interface Begun {
  readonly start: string;
  readonly sequence: number;
  readonly head: string | null;
}

/** The facts of the file: written once, and hash 0 of its chain. */
export function startOf(database: EvidenceDatabase, key: KeyObject, nowEpochMs: number): Begun {
  const found = database.prepare("SELECT name, value FROM facts").all();
  const keyId = keyIdOf(key);
  if (found.length === 0) {
    const facts = {
      schema: "countersign.evidence/1",
      file: randomUUID(),
      begun: isoTime(nowEpochMs) ?? "",
      keyId,
      publicKey: publicKeyPem(key),
    };
    const places = Object.keys(facts).map(() => "(?, ?)");
    database
      .prepare(`INSERT INTO facts (name, value) VALUES ${places.join(", ")}`)
      .run(...Object.entries(facts).flat());
    return { start: chainStart(facts), sequence: 0, head: null };
  }
  const facts = Object.fromEntries(found.map(({ name, value }) => [String(name), String(value)]));
  if (facts.keyId !== keyId)
    throw new CountersignError("ERR_EVIDENCE_KEY", "the evidence file was begun under another key", {
      hint: "name a new file with --evidence",
    });
  const last = database.prepare("SELECT sequence, hash FROM records ORDER BY sequence DESC LIMIT 1").get();
  return {
    start: chainStart(facts),
    sequence: Number(last?.sequence ?? 0),
    head: last ? String(last.hash) : null,
  };
}

/** What a writer does to its tables. */
export type Statements = Readonly<
  Record<"record" | "exchange" | "gap" | "underWay" | "ended" | "checkpoint", Statement>
>;

/** Prepares a writer's statements. */
export function prepared(database: EvidenceDatabase): Statements {
  return {
    record: database.prepare("INSERT INTO records (sequence, kind, hash, record) VALUES (?, ?, ?, ?)"),
    exchange: database.prepare(`INSERT INTO exchanges VALUES (${"?, ".repeat(22)}?)`),
    gap: database.prepare("INSERT INTO gaps VALUES (?, ?, ?, ?, ?)"),
    underWay: database.prepare("INSERT OR REPLACE INTO under_way VALUES (?, ?, ?)"),
    ended: database.prepare("DELETE FROM under_way WHERE id = ?"),
    checkpoint: database.prepare("INSERT OR REPLACE INTO checkpoints VALUES (?, ?, ?, ?)"),
  };
}
