// countersign's check of itself: the head written upstream against the request that will be examined.
import type { CapturedRequest, SelfCheck } from "../http/captured-exchange.ts";
import type { RawHeaders } from "../http/raw-headers.ts";

/** What went upstream: the head's text as written, and how many body bytes. */
export interface SentRequest {
  readonly head: string;
  readonly bodyBytes: number;
}

const equal: SelfCheck = { equal: true, differences: [] };

/**
 * Compares what was sent with what was captured. `sentTarget` is the target the upstream had to get: the captured one,
 * or its path where a proxy was asked in absolute form. Body bytes are the same buffers, so their count decides.
 */
export function selfCheck(captured: CapturedRequest, sentTarget: string, sent: SentRequest): SelfCheck {
  const sameBody = sent.bodyBytes === captured.body.bytes;
  if (sameBody && sent.head === expectedHead(captured, sentTarget)) return equal;
  const differences = headDifferences(captured, sentTarget, sent.head);
  if (!sameBody) differences.push(`body: ${captured.body.bytes} bytes received, ${sent.bodyBytes} sent`);
  return { equal: false, differences };
}

function expectedHead(captured: CapturedRequest, target: string): string {
  let text = `${captured.method} ${target} HTTP/${captured.httpVersion}\r\n`;
  for (const [name, value] of captured.headers) text += `${name}: ${value}\r\n`;
  return `${text}\r\n`;
}

function headDifferences(captured: CapturedRequest, target: string, head: string): string[] {
  const [firstLine = "", ...lines] = head.replace(/\r\n\r\n$/, "").split("\r\n");
  const differences: string[] = [];
  if (firstLine !== `${captured.method} ${target} HTTP/${captured.httpVersion}`) {
    differences.push("request line: not as received");
  }
  const count = Math.max(lines.length, captured.headers.length);
  for (let index = 0; index < count; index += 1) {
    if (lines[index] !== lineOf(captured.headers, index))
      differences.push(`header ${index + 1}: ${nameOf(captured.headers, lines, index)}`);
  }
  return differences;
}

function lineOf(headers: RawHeaders, index: number): string | undefined {
  const header = headers[index];
  return header === undefined ? undefined : `${header[0]}: ${header[1]}`;
}

/** Names only: values may be secret. */
function nameOf(headers: RawHeaders, lines: readonly string[], index: number): string {
  const received = headers[index]?.[0] ?? "nothing";
  const sent = lines[index]?.split(":")[0] ?? "nothing";
  return received === sent ? `${received} has another value` : `${received} received, ${sent} sent`;
}
