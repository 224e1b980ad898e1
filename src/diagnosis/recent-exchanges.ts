// A bounded memory of exchanges that finds those which have to do with a request. It runs for every request of live traffic, so what
// is not related costs a few look-ups and nothing else.
import type { CapturedBody, CapturedRequest, CapturedResponse } from "../http/captured-exchange.ts";
import type { RequestMarks } from "./exchange-marks.ts";
import { redirectTarget, refusalId, requestMarks } from "./exchange-marks.ts";
import type { RelatedExchange } from "./related-exchange.ts";

/** An exchange as the memory takes it. */
export interface RememberedExchange {
  /** Unique among the exchanges of one memory. */
  readonly id: string;
  readonly request: CapturedRequest;
  readonly response: CapturedResponse | null;
}

/** The memory. */
export interface RecentExchanges {
  /** Takes an exchange; the oldest beyond the limit is forgotten. */
  add(exchange: RememberedExchange): void;
  /** Exchanges with the same signature, the redirect that led here, and the same refusal. Costs a few look-ups. */
  relatedTo(exchange: RememberedExchange): readonly RelatedExchange[];
  /** As `relatedTo`, with the nearest requests of the same access key id: for a request that needs explaining. */
  neighboursOf(exchange: RememberedExchange): readonly RelatedExchange[];
}

/** Related exchanges of one kind at the most, and neighbours. */
const closeLimit = 8;
const neighbourLimit = 16;
const none: readonly RelatedExchange[] = [];

interface Entry {
  readonly place: number;
  /** Null once it is forgotten: a Map leaves its outgrown tables behind, and what they held would survive with them. */
  exchange: RememberedExchange | null;
  readonly marks: RequestMarks;
  /** The names it is found by. */
  readonly keys: readonly string[];
}

interface Memory {
  readonly limit: number;
  readonly entries: Map<string, Entry>;
  readonly index: Map<string, Entry[]>;
  places: number;
}

/** Opens a memory of at most `limit` exchanges. */
export function rememberExchanges(limit: number): RecentExchanges {
  const memory: Memory = { limit, entries: new Map(), index: new Map(), places: 0 };
  return {
    add: (exchange) => add(memory, exchange),
    relatedTo: (exchange) => close(memory, exchange),
    neighboursOf: (exchange) => neighbours(memory, exchange),
  };
}

function add(memory: Memory, exchange: RememberedExchange): void {
  if (memory.entries.has(exchange.id)) return;
  const { request, response } = exchange;
  const marks = requestMarks(request);
  const target = redirectTarget(request, response);
  const refusal = refusalId(response);
  const keys: string[] = [];
  if (marks.signature !== null) keys.push(`signature ${marks.signature}`);
  if (marks.accessKeyId !== null) keys.push(`key ${marks.accessKeyId}`);
  if (target) keys.push(`to ${target.host}`);
  if (refusal !== null) keys.push(`refusal ${refusal}`);
  if (keys.length === 0) return;
  const entry: Entry = { place: memory.places, exchange: slim(exchange), marks, keys };
  memory.places += 1;
  memory.entries.set(exchange.id, entry);
  for (const key of keys) listed(memory.index, key).push(entry);
  if (memory.entries.size > memory.limit) forgetOldest(memory);
}

function listed(index: Map<string, Entry[]>, key: string): Entry[] {
  const found = index.get(key);
  if (found) return found;
  const made: Entry[] = [];
  index.set(key, made);
  return made;
}

function forgetOldest({ entries, index }: Memory): void {
  const [first] = entries;
  if (!first) return;
  const [id, entry] = first;
  entries.delete(id);
  entry.exchange = null;
  for (const key of entry.keys) {
    // Entries stand in the order of their arrival, so the oldest of all is the first of each list.
    const list = index.get(key);
    list?.shift();
    if (list?.length === 0) index.delete(key);
  }
}

function close(memory: Memory, exchange: RememberedExchange): readonly RelatedExchange[] {
  const { index } = memory;
  if (index.size === 0) return none;
  const { signature } = requestMarks(exchange.request);
  const refusal = refusalId(exchange.response);
  const same = signature === null ? undefined : index.get(`signature ${signature}`);
  const before = index.get(`to ${exchange.request.authority.toLowerCase()}`);
  const refused = refusal === null ? undefined : index.get(`refusal ${refusal}`);
  if (!same && !before && !refused) return none;
  const found = new Set<Entry>();
  for (const list of [same, before, refused])
    for (const entry of list?.slice(-closeLimit) ?? []) found.add(entry);
  return related(memory, exchange, found);
}

function neighbours(memory: Memory, exchange: RememberedExchange): readonly RelatedExchange[] {
  const near = close(memory, exchange);
  const { accessKeyId } = requestMarks(exchange.request);
  const list = accessKeyId === null ? undefined : memory.index.get(`key ${accessKeyId}`);
  if (!list) return near;
  const place = memory.entries.get(exchange.id)?.place ?? memory.places;
  const nearest = [...list]
    .filter((entry) => entry.exchange !== null && isOther(entry.exchange, exchange, near))
    .sort((a, b) => Math.abs(a.place - place) - Math.abs(b.place - place))
    .slice(0, neighbourLimit);
  return [...near, ...related(memory, exchange, nearest)].sort((a, b) => a.distance - b.distance);
}

function isOther(
  { id }: RememberedExchange,
  exchange: RememberedExchange,
  near: readonly RelatedExchange[],
): boolean {
  return id !== exchange.id && !near.some((other) => other.id === id);
}

function related(memory: Memory, exchange: RememberedExchange, entries: Iterable<Entry>): RelatedExchange[] {
  const place = memory.entries.get(exchange.id)?.place ?? memory.places;
  const found: RelatedExchange[] = [];
  for (const entry of entries) {
    if (entry.exchange === null) continue;
    const { id, request, response } = entry.exchange;
    if (id !== exchange.id) found.push({ id, distance: entry.place - place, request, response });
  }
  return found.length > 1 ? found.sort((a, b) => a.distance - b.distance) : found;
}

/** Longest body of a redirect that is kept: S3 names the endpoint in it. */
const keptBytes = 8192;

function slim({ id, request, response }: RememberedExchange): RememberedExchange {
  const redirected = response !== null && response.status >= 300 && response.status < 400;
  const kept = redirected && response.body.bytes <= keptBytes;
  return {
    id,
    request: { ...request, body: withoutContent(request.body) },
    response: response && { ...response, body: kept ? response.body : withoutContent(response.body) },
  };
}

function withoutContent({ bytes, sha256Hex }: CapturedBody): CapturedBody {
  return { bytes, sha256Hex, content: null };
}
