// A transparency case as data: what the client sends, what must reach the upstream, what it replies, what must reach the client.
import type { CapturedExchange } from "../../src/http/captured-exchange.ts";
import type { RawClient } from "./proxy-client.ts";
import { sleep, waitFor } from "./proxy-client.ts";
import type { ProxyFixture } from "./proxy-fixture.ts";
import type { UpstreamConnection } from "./proxy-upstream.ts";

/** One thing one side does, or one thing that must be seen there. Texts are latin1; see `filled` for what stands in braces. */
export type Step =
  | { readonly clientSends: string | readonly string[] }
  | { readonly clientGets: string | readonly string[] }
  | { readonly clientEnds: "end" | "reset" }
  /** `end`: a clean end; `broken`: anything that a client cannot take for the end of a message. */
  | { readonly clientSees: "end" | "broken" | "nothing" }
  | { readonly upstreamSends: string | readonly string[] }
  | { readonly upstreamGets: string | readonly string[] }
  | { readonly upstreamEnds: "end" | "reset" }
  | { readonly upstreamSees: "close" | "nothing" }
  | { readonly waitMs: number };

/** One case of a data file. Either `steps`, or one request and its reply; what is left out stays as it was sent. */
export interface TransparencyCase {
  /** Row of the specification. */
  readonly row: string;
  readonly name: string;
  /** `clear`: to the proxy port with an absolute target, before an upstream without TLS. */
  readonly through?: "tunnel" | "clear";
  readonly sent?: string | readonly string[];
  readonly upstream?: string | readonly string[];
  readonly reply?: string | readonly string[];
  readonly received?: string | readonly string[];
  /** Status of countersign's own answer; without a reply to refuse, nothing may reach the upstream. */
  readonly refused?: number;
  readonly steps?: readonly Step[];
  /** How each exchange must end; `complete` where nothing is said. */
  readonly states?: readonly string[];
  /** How many upstream connections there must have been; 1 where nothing is said. */
  readonly connections?: number;
}

const plainReply = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

/** What both sides have seen so far, beyond what was expected already. */
interface Seen {
  client: number;
  upstream: WeakMap<UpstreamConnection, number>;
}

/** Plays a case against a proxy that has seen nothing yet; throws where a byte differs. Returns the client's connection. */
export async function play(one: TransparencyCase, fixture: ProxyFixture): Promise<RawClient> {
  const client = await (one.through === "clear" ? fixture.plain() : fixture.tunnel());
  const seen: Seen = { client: 0, upstream: new WeakMap() };
  if (one.refused !== undefined) {
    await playRefused(one, client, fixture);
    return client;
  }
  for (const step of one.steps ?? steps(one)) await playStep(step, client, fixture, seen);
  await sleep(15);
  same("client", "", client.received.slice(seen.client));
  for (const connection of fixture.upstream.connections) {
    same("upstream", "", connection.received.slice(seen.upstream.get(connection) ?? 0));
  }
  return client;
}

function steps({
  sent = "",
  upstream = sent,
  reply = plainReply,
  received = reply,
}: TransparencyCase): Step[] {
  return [
    { clientSends: sent },
    { upstreamGets: upstream },
    { upstreamSends: reply },
    { clientGets: received },
  ];
}

async function playRefused(one: TransparencyCase, client: RawClient, fixture: ProxyFixture): Promise<void> {
  client.send(filled(one.sent ?? "", fixture));
  if (one.reply !== undefined) {
    await upstreamGets(filled(one.sent ?? "", fixture), fixture, { client: 0, upstream: new WeakMap() });
    latest(fixture).socket.write(filled(one.reply, fixture), "latin1");
  }
  const received = await client.untilClosed();
  same("client", `HTTP/1.1 ${one.refused} `, received.slice(0, 13));
  same("client", "X-Countersign: refused", /X-Countersign: \w+/.exec(received)?.[0] ?? received);
  if (one.reply === undefined && fixture.upstream.connections.length > 0)
    throw new Error("an upstream connection was made");
}

async function playStep(step: Step, client: RawClient, fixture: ProxyFixture, seen: Seen): Promise<void> {
  if ("waitMs" in step) await sleep(step.waitMs);
  else if ("clientSends" in step) client.send(filled(step.clientSends, fixture));
  else if ("clientEnds" in step) client[step.clientEnds]();
  else if ("clientGets" in step) await clientGets(filled(step.clientGets, fixture), client, seen);
  else if ("clientSees" in step) await clientSees(step.clientSees, client);
  else await playUpstream(step, fixture, seen);
}

async function playUpstream(step: Step, fixture: ProxyFixture, seen: Seen): Promise<void> {
  if ("upstreamGets" in step) {
    await upstreamGets(filled(step.upstreamGets, fixture), fixture, seen);
    return;
  }
  const connection = latest(fixture);
  if ("upstreamSends" in step) connection.socket.write(filled(step.upstreamSends, fixture), "latin1");
  else if ("upstreamEnds" in step) connection[step.upstreamEnds]();
  else if ("upstreamSees" in step && step.upstreamSees === "close")
    await waitFor(() => connection.closed, "the upstream to see the close");
  else await quiet(() => connection.closed, "the upstream's connection closed");
}

async function clientGets(expected: string, client: RawClient, seen: Seen): Promise<void> {
  await arrived(() => client.received.length - seen.client >= expected.length || client.closed);
  same("client", expected, client.received.slice(seen.client, seen.client + expected.length));
  seen.client += expected.length;
}

async function upstreamGets(expected: string, fixture: ProxyFixture, seen: Seen): Promise<void> {
  const { connections } = fixture.upstream;
  const past = (): number => seen.upstream.get(latest(fixture)) ?? 0;
  await arrived(() => connections.length > 0 && latest(fixture).received.length - past() >= expected.length);
  if (connections.length === 0) throw new Error("no upstream connection was made");
  const from = past();
  same("upstream", expected, latest(fixture).received.slice(from, from + expected.length));
  seen.upstream.set(latest(fixture), from + expected.length);
}

async function clientSees(what: "end" | "broken" | "nothing", client: RawClient): Promise<void> {
  if (what === "nothing") return await quiet(() => client.closed, "the client's connection closed");
  await client.untilClosed();
  same("client's end", what, client.ended && client.error === null ? "end" : "broken");
}

/** Waits for what should come; what differs is then shown by the comparison. */
async function arrived(condition: () => boolean): Promise<void> {
  await waitFor(condition, "bytes", 3000).catch(() => undefined);
}

async function quiet(happened: () => boolean, what: string): Promise<void> {
  await sleep(60);
  if (happened()) throw new Error(what);
}

function same(side: string, expected: string, actual: string): void {
  if (expected === actual) return;
  const shown = (text: string): string =>
    JSON.stringify(text.length > 4000 ? `${text.slice(0, 4000)}…` : text);
  throw new Error(`${side}: expected\n${shown(expected)}\nbut there was\n${shown(actual)}`);
}

function latest(fixture: ProxyFixture): UpstreamConnection {
  const connection = fixture.upstream.connections.at(-1);
  if (connection === undefined) throw new Error("no upstream connection was made");
  return connection;
}

/** `{host}` is the authority of the upstream, `{x*500}` five hundred times x, `{bytes*256}` every byte in turn. */
function filled(text: string | readonly string[], fixture: ProxyFixture): string {
  return (typeof text === "string" ? text : text.join(""))
    .replaceAll("{host}", fixture.authority)
    .replaceAll("{port}", String(fixture.upstream.port))
    .replace(/\{([^{}*]+)\*(\d+)\}/g, (_all, part: string, count: string) => repeated(part, Number(count)));
}

function repeated(part: string, count: number): string {
  if (part !== "bytes") return part.repeat(count);
  return Array.from({ length: count }, (_, index) => String.fromCharCode(index % 256)).join("");
}

/** What was captured must tell how each exchange ended, and that what was sent on is what came. */
export function capturedStates(exchanges: readonly CapturedExchange[]): string[] {
  return exchanges.map(({ state, selfCheck }) => (selfCheck?.equal === false ? "not equal" : state));
}
