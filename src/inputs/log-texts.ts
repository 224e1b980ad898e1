// The texts a signer logs: its canonical request, its string to sign, its signature, found by what stands before them.

/** What one signing left in a log (latin1 texts); parts that were not logged are null. */
export interface LoggedSigning {
  readonly canonicalRequest: string | null;
  readonly stringToSign: string | null;
  /** Lower-case hex. */
  readonly signature: string | null;
  readonly accessKeyId: string | null;
  /** The part of the log from this signing up to the next. */
  readonly rest: string;
}

/** Most signings that are read from one log. */
const mostSignings = 10_000;

/**
 * What is printed before a canonical request: botocore, the SDKs for Java, Go and Rust, aws-crt, curl (2025 and before), rclone
 * and their kin. The request follows on the same line or the next.
 */
const marker =
  /^.{0,400}?(?:-{2,}\[ CANONICAL STRING +\]-+|aws_sigv4: Canonical request \(enclosed in \[\]\) - \[|\b(?:AWS4 )?[Cc]anonical[ _-]?(?:[Rr]equest|[Ss]tring)\b(?! for this| does|\w)[^:=\n]{0,48}[:=])[ \t]*/gm;

const toSignMarker =
  /(?:-{2,}\[ STRING TO SIGN +\]-+|String to sign \(enclosed in \[\]\) - \[|\b[Ss]tring[ _-]?[Tt]o[ _-]?[Ss]ign\b[^:=\n]{0,48}[:=])[ \t]*/;

/** The signings of a log, in order; empty when it holds none. */
export function loggedSignings(log: string): LoggedSigning[] {
  const starts = [...matches(log)].filter(({ at }) => !insideAnswer(log, at));
  const found = starts.map(({ end }, place) => signing(log.slice(end, starts[place + 1]?.at ?? log.length)));
  if (found.length > 0) return found;
  const alone = toSignMarker.exec(log);
  return alone ? [{ ...signing(log), canonicalRequest: null }] : [];
}

function* matches(log: string): Generator<{ readonly at: number; readonly end: number }> {
  marker.lastIndex = 0;
  for (let count = 0; count < mostSignings; count += 1) {
    const found = marker.exec(log);
    if (!found) return;
    yield { at: found.index, end: found.index + found[0].length };
  }
}

/** The markers of an answer's elements are not the client's. */
function insideAnswer(log: string, at: number): boolean {
  return /<CanonicalRequest|should have been/.test(log.slice(at, at + 80));
}

function signing(rest: string): LoggedSigning {
  const answerAt = answerStart(rest);
  const own = answerAt < 0 ? rest : rest.slice(0, answerAt);
  const toSignAt = toSignMarker.exec(own);
  const request = block(toSignAt ? own.slice(0, toSignAt.index) : own);
  return {
    canonicalRequest: request,
    stringToSign: toSignAt ? stringToSign(own.slice(toSignAt.index + toSignAt[0].length)) : null,
    signature: signatureIn(own),
    accessKeyId: /Credential=([A-Z0-9]{16,128})(?:\/|%2F)/.exec(own)?.[1] ?? null,
    rest,
  };
}

/** Where an answer's body begins in a part of a log, or -1. */
export function answerStart(text: string): number {
  const found =
    /<\?xml|<(?:\w+:)?(?:Error|ErrorResponse|Response)[ >]|\{\s*"(?:__type|[mM]essage|code|Code|errors|Error)"\s*:|The request signature we calculated/.exec(
      text,
    );
  return found ? found.index : -1;
}

/** A logger's own beginning of a line: a time, a level, a name in brackets, a marker of the next record. */
const record =
  /^(?:\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d|\[?(?:DEBUG|INFO|TRACE|WARN|ERROR)\b|\d\d:\d\d:\d\d[.,: ]|DEBUG:|SDK |-{3,}(?:\[.*)?$|[*<>] |\] *$|\$ )/;

/** The lines of a canonical request: up to its payload line, the next record, or the second empty line of none. */
function block(text: string): string | null {
  const lines = text.replace(/^\n/, "").split("\n");
  const taken: string[] = [];
  for (const line of lines.slice(0, 512)) {
    const bare = line.replace(/[\r ]+$/, "");
    if (taken.length > 0 && record.test(bare)) break;
    taken.push(taken.length === 0 ? bare.replace(/^['"]{1,2}(?=[A-Z]+$)/, "") : bare);
    if (payloadLine.test(bare) && taken.length > 1) break;
  }
  const request = taken
    .join("\n")
    .replace(/\n+$/, "")
    .replace(/['"\]]{1,2}$/, "");
  return /[\n/]/.test(request) ? request : null;
}

const payloadLine = /^(?:[0-9a-f]{64}|UNSIGNED-PAYLOAD|STREAMING-[A-Z0-9-]+)['"\]]{0,2}$/;

function stringToSign(text: string): string | null {
  const lines = text
    .replace(/^\n/, "")
    .split("\n")
    .slice(0, 16)
    .map((line) => line.replace(/[\r ]+$/, ""));
  const first = lines[0]?.replace(/^['"[]{1,2}/, "") ?? "";
  if (first.startsWith("AWS4-")) return [first, ...lines.slice(1, 4)].join("\n").replace(/['"\]]{1,2}$/, "");
  const end = lines.findIndex((line, at) => at > 0 && record.test(line));
  const old = [first, ...lines.slice(1, end < 0 ? lines.length : end)].join("\n").replace(/\n+$/, "");
  return /^[A-Z]{3,7}\n/.test(old) ? old : null;
}

function signatureIn(text: string): string | null {
  const found =
    /\b[Ss]ignature(?:=|:\s*|\s+-\s+|\s+is:?\s*)['"[]?([0-9a-f]{64})\b/.exec(text) ??
    /X-Amz-Signature=([0-9a-f]{64})\b/.exec(text);
  return found?.[1] ?? null;
}
