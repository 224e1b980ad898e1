// Messages as HTTP libraries trace them: curl -v, Go, Apache HttpClient, Ruby's Net::HTTP, Python's http.client.

/** A traced message pair as raw HTTP/1.1 text (latin1); parts that were not traced are null. */
export interface TracedExchange {
  readonly request: string | null;
  readonly response: string | null;
}

/** Most lines of a trace that are looked at. */
const mostLines = 200_000;

/** The exchanges of a trace, in order; empty when there are none. */
export function tracedExchanges(log: string): TracedExchange[] {
  const found: { request: string | null; response: string | null }[] = [];
  for (const { from, text } of messages(log)) {
    const last = found.at(-1);
    if (from === "client") found.push({ request: text, response: null });
    else if (last && last.response === null) last.response = text;
    else found.push({ request: null, response: text });
  }
  return found;
}

interface Message {
  readonly from: "client" | "server";
  readonly text: string;
}

const requestLine = /^[A-Z]{3,10} \S.* HTTP\/\d(?:\.\d)?$/;
const statusLine = /^HTTP\/\d(?:\.\d)? \d{3}/;

function* messages(log: string): Generator<Message> {
  let open: { readonly from: Message["from"]; readonly lines: string[] } | null = null;
  for (const { from, line } of traced(log)) {
    if (begins(from, line)) {
      if (open) yield message(open);
      open = { from, lines: [line.replace(/ HTTP\/[23](?:\.0)?$/, " HTTP/1.1")] };
    } else if (open?.from === from) open.lines.push(line);
  }
  if (open) yield message(open);
}

function begins(from: Message["from"], line: string): boolean {
  return from === "client" ? requestLine.test(line) : statusLine.test(line);
}

function message({ from, lines }: { from: Message["from"]; lines: readonly string[] }): Message {
  const end = lines.indexOf("");
  const head = end < 0 ? lines : lines.slice(0, end);
  const body = end < 0 ? "" : lines.slice(end + 1).join("\n");
  return { from, text: `${head.filter(isHeader).join("\r\n")}\r\n\r\n${body}` };
}

function isHeader(line: string, at: number): boolean {
  return at === 0 || /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+:/.test(line);
}

interface Line {
  readonly from: Message["from"];
  readonly line: string;
}

/** Each line of a message with who sent it. */
function* traced(log: string): Generator<Line> {
  let block: Message["from"] | null = null;
  for (const line of log.split("\n", mostLines)) {
    const opened = goBlock(line);
    if (opened !== null) block = opened === "end" ? null : opened;
    else if (block) yield { from: block, line: line.replace(/\r$/, "") };
    else yield* unquoted(line);
  }
}

function goBlock(line: string): Message["from"] | "end" | null {
  if (/-{2,}\[ REQUEST(?: POST-SIGN)? +\]-+/.test(line)) return "client";
  if (/-{2,}\[ RESPONSE +\]-+/.test(line)) return "server";
  return /^-{20,}$/.test(line.trim()) || /-{2,}\[ /.test(line) ? "end" : null;
}

function* unquoted(line: string): Generator<Line> {
  const curl = /^([<>]) (.*?)\r?$/.exec(line) ?? /^([<>])\s*$/.exec(line);
  if (curl) {
    yield { from: curl[1] === ">" ? "client" : "server", line: curl[2] ?? "" };
    return;
  }
  const quoted = quotedText(line.slice(0, 65_536).trimEnd());
  if (quoted) yield* pieces(quoted.mark, quoted.text);
  else {
    const header = /^header: (.+)$/.exec(line);
    if (header) yield { from: "server", line: header[1] ?? "" };
  }
}

/** The text behind the first mark whose quotes end with the line. */
function quotedText(line: string): { readonly mark: string; readonly text: string } | null {
  const start = quotedStarts.get(line.charAt(line.length - 1))?.exec(line);
  const from = start ? start.index + start[0].length : line.length;
  return start && from < line.length ? { mark: start[1] ?? "", text: line.slice(from, -1) } : null;
}

const quotedStarts: ReadonlyMap<string, RegExp> = new Map([
  ['"', /(>>|<<|<-|->|\bsend:|\breply:) b?"/],
  ["'", /(>>|<<|<-|->|\bsend:|\breply:) b?'/],
]);

/** Net::HTTP marks what it sends with `<-`, HttpClient with `>>`. */
function* pieces(mark: string, text: string): Generator<Line> {
  const from = mark === ">>" || mark === "<-" || mark === "send:" ? "client" : "server";
  const lines = text.replaceAll("[\\r][\\n]", "\\r\\n").split(/\\r\\n|\\n/);
  if (lines.length > 1 && lines.at(-1) === "") lines.pop();
  for (const line of lines) yield { from, line: line.replaceAll('\\"', '"') };
}
