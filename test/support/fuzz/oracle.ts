// The differential oracle: what the client sent and what reached the upstream, both read by the strict reader, must be the
// same requests; what the upstream answered and what the client got, the same answers.
import type { StrictMessage, StrictReading } from "./strict-message.ts";
import { readAnswers, readRequests } from "./strict-message.ts";

/** What went over the wire for one input. latin1 texts. */
export interface Observed {
  /** `plain`: to the proxy port; `tunnel`: inside TLS. */
  readonly way: "plain" | "tunnel";
  readonly authority: string;
  readonly sent: string;
  /** Bytes of each upstream connection, in the order they were opened. */
  readonly upstream: readonly {
    readonly received: string;
    readonly answered: string;
    readonly ended: boolean;
  }[];
  readonly got: string;
  /** Whether the proxy closed the client's connection. */
  readonly closed: boolean;
}

/** What the client sent, as requests that may be forwarded: those for the proxy port in the form the upstream must get. */
export function expectedRequests({
  way,
  authority,
  sent,
}: Pick<Observed, "way" | "authority" | "sent">): StrictReading {
  const reading = readRequests(sent, { fromClient: true });
  return way === "tunnel"
    ? reading
    : { ...reading, messages: reading.messages.map((message) => inOriginForm(message, authority)) };
}

/** Differences between the two sides of the proxy; empty when there is none. */
export function disagreements(observed: Observed): string[] {
  const expected = expectedRequests(observed);
  const raw = expected.messages.findIndex(isUpgrade);
  const carried = observed.upstream.map(({ received }) => received);
  const reached: StrictMessage[] = [];
  const found: string[] = [];
  for (const text of carried) {
    if (raw >= 0 && reached.length >= raw) break;
    const { messages, tail } = readRequests(text, { fromClient: false });
    reached.push(...messages);
    if (tail.kind === "invalid" && (raw < 0 || reached.length <= raw))
      found.push(`upstream got what is not HTTP: ${tail.why}`);
    if (tail.kind === "incomplete" && tail.head !== null) {
      const whole = expected.messages[reached.length];
      const partial =
        whole ?? (expected.tail.kind === "none" ? null : inOriginFormIf(observed, expected.tail.head));
      if (partial === null || headOf(partial) !== headOf(tail.head)) found.push("upstream got another head");
      else if (!partial.body.startsWith(tail.head.body)) found.push("upstream got another body");
    }
  }
  for (const [index, message] of (raw < 0 ? reached : reached.slice(0, raw)).entries()) {
    const original = expected.messages[index];
    if (original === undefined)
      found.push(`upstream got request ${index + 1}, which the client did not send`);
    else if (textOf(original) !== textOf(message)) found.push(`request ${index + 1} changed on its way`);
  }
  // Behind an upgrade no request is compared, but answers are still to the methods asked with: an upstream may not take the upgrade.
  const behind = raw >= 0 && reached.length === raw ? expected.messages.slice(raw) : [];
  return [...found, ...answerDifferences(observed, [...reached, ...behind])];
}

function answerDifferences(observed: Observed, reached: readonly StrictMessage[]): string[] {
  const methods = reached.map(({ startLine }) => startLine.split(" ")[0] ?? "");
  const given: StrictMessage[] = [];
  let at = 0;
  for (const { received, answered, ended } of observed.upstream) {
    const own = readRequests(received, { fromClient: false }).messages.length;
    const context = { methods: methods.slice(at, at + Math.max(own, 1)), ended };
    given.push(...readAnswers(answered, context).messages);
    at += own;
  }
  const got = readAnswers(observed.got, { methods, ended: observed.closed });
  const found: string[] = [];
  let next = 0;
  for (const message of got.messages) {
    if (isOwn(message) || isTunnel(observed, message)) continue;
    const same = given.findIndex((each, index) => index >= next && textOf(each) === textOf(message));
    if (same < 0) found.push(`the client got an answer that no upstream gave whole: ${message.startLine}`);
    else next = same + 1;
  }
  return found;
}

/** Refusals and failures that countersign answers itself. */
export function isOwn({ headers }: Pick<StrictMessage, "headers">): boolean {
  return headers.some(([name, value]) => name === "X-Countersign" && value === "refused");
}

/** The answer to CONNECT; what follows it is no answer to a request. */
function isTunnel({ way, sent }: Observed, { startLine }: StrictMessage): boolean {
  return way === "plain" && startLine === "HTTP/1.1 200 Connection Established" && sent.includes("CONNECT ");
}

function isUpgrade({ headers }: StrictMessage): boolean {
  return headers.some(([name]) => name.toLowerCase() === "upgrade");
}

type Head = Omit<StrictMessage, "end">;

function headOf({ startLine, headers }: Head): string {
  return JSON.stringify([startLine, headers]);
}

function textOf({ startLine, headers, body, trailers }: Head): string {
  // A reason phrase may be left out with its blank.
  return JSON.stringify([startLine.trimEnd(), headers, body, trailers]);
}

/** A request to a proxy as its upstream must get it: path alone, without the two headers addressed to the proxy. */
function inOriginForm<T extends Head>(message: T, authority: string): T {
  const [method, target = "", version] = message.startLine.split(" ");
  const lower = target.toLowerCase();
  const own = `http://${authority}`;
  const start = lower === own || lower.startsWith(`${own}/`) || lower.startsWith(`${own}?`) ? own : undefined;
  if (start === undefined) return { ...message, startLine: `${method} (not for ${authority})` };
  const path = target.slice(start.length);
  return {
    ...message,
    startLine: `${method} ${path.startsWith("/") ? path : `/${path}`} ${version}`,
    headers: message.headers.filter(([name]) => !/^proxy-(?:connection|authorization)$/i.test(name)),
  };
}

function inOriginFormIf({ way, authority }: Observed, head: Head | null): Head | null {
  return head === null || way === "tunnel" ? head : inOriginForm(head, authority);
}
