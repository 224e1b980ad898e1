// Where replayed requests come from: evidence, by id or whole, and everything that explain reads.
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { newestEvidence } from "../evidence/retention.ts";
import type { CapturedBody, CapturedRequest } from "../http/captured-exchange.ts";
import { CountersignError } from "../http/countersign-error.ts";
import { wholeBody } from "../http/http-message.ts";
import type { StoredBody, StoredExchange } from "../report/stored-exchange.ts";
import type { Verdict } from "../sigv4/verify.ts";
import type { CommandContext } from "./command-context.ts";
import type { ExaminingSettings } from "./examine-inputs.ts";
import { examineInputs } from "./examine-inputs.ts";
import { evidenceItems, isEvidence, keptBody } from "./explain-evidence.ts";
import { stateFolder } from "./session-evidence.ts";

/** A request to be sent again, with what became of it the first time. */
export interface Replayable {
  readonly id: string;
  readonly request: CapturedRequest;
  readonly verdict: Verdict | null;
  /** The first answer; null where there is none. */
  readonly before: { readonly status: number; readonly code: string | null } | null;
}

/** One to be sent, or a sentence why there is none. */
export type ReplayReading = Replayable | { readonly refused: string };

/** The requests that words name: files, else ids in the evidence file `from` (null: the newest one). Throws a CountersignError. */
export async function* replayables(
  words: readonly string[],
  from: string | null,
  settings: ExaminingSettings,
  context: CommandContext,
): AsyncGenerator<ReplayReading> {
  const ids: string[] = [];
  for (const word of words) {
    const path = resolve(context.workingFolder, word);
    if (word !== "-" && !existsSync(path)) ids.push(word);
    else if (word !== "-" && isEvidence(path)) yield* ofEvidence(path, () => true);
    else yield* ofInput(word, settings, context);
  }
  if (ids.length > 0) yield* byId(ids, from, context);
}

async function* byId(
  ids: readonly string[],
  from: string | null,
  { workingFolder, home }: CommandContext,
): AsyncGenerator<ReplayReading> {
  const path = from === null ? newestEvidence(stateFolder(home)) : resolve(workingFolder, from);
  if (path === null)
    throw new CountersignError("ERR_FILE_UNREADABLE", `there is neither a file ${ids[0]} nor any evidence`, {
      hint: "name a captured request, or an id of an evidence file given by --from",
    });
  const found = new Set<string>();
  for (const one of ofEvidence(path, (id) => ids.includes(id))) {
    if ("id" in one) found.add(one.id);
    yield one;
  }
  for (const id of ids.filter((each) => !found.has(each)))
    yield { refused: `${id}: there is no such file, and no such request in ${path}` };
}

function* ofEvidence(path: string, wanted: (id: string) => boolean): Generator<ReplayReading> {
  for (const item of evidenceItems(path)) if (item.kind === "exchange" && wanted(item.id)) yield stored(item);
}

function stored({ id, request, connection, response, examination }: StoredExchange): Replayable {
  const { bodyBytes: _bytes, bodySha256Hex: _hash, body: _body, ...head } = request;
  const code = examination?.response?.code ?? null;
  return {
    id,
    request: {
      ...head,
      body: keptBody(request) ?? missingBody(request),
      connection,
      receivedAtEpochMs: null,
    },
    verdict: examination?.verdict ?? null,
    before: response && { status: response.status, code },
  };
}

function missingBody({ bodyBytes, bodySha256Hex }: StoredBody): CapturedBody {
  if (bodyBytes === 0) return wholeBody(new Uint8Array());
  return { bytes: bodyBytes, sha256Hex: bodySha256Hex ?? "", content: null };
}

async function* ofInput(
  input: string,
  settings: ExaminingSettings,
  context: CommandContext,
): AsyncGenerator<ReplayReading> {
  const { results } = await examineInputs([input], settings, context);
  for await (const result of results) {
    if (result.kind === "refused") yield { refused: `${result.input}: ${result.refusal.message}` };
    else if (!result.inner && result.stored === undefined) {
      const { id, request, verdict, answer } = result.examination;
      const before = result.examination.response;
      yield { id, request, verdict, before: before && { status: before.status, code: answer?.code ?? null } };
    } else if (result.stored !== undefined)
      yield { refused: `${result.stored.id}: of an examination alone nothing can be sent` };
  }
}
