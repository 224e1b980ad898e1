// An exchange as raw HTTP/1.1 messages, the form that explain reads: the request, a line %%% and the answer.
import type { ExportedBody, ExportedExchange } from "./exported-exchange.ts";

/** The bytes as latin1 text. What is redacted or was not kept is marked where it stands. */
export function rawExchange({ examination, requestBody, response }: ExportedExchange): string {
  const { method, target, headers } = examination.request;
  const head = message(`${method} ${target} HTTP/1.1`, headers, requestBody);
  if (!response) return head;
  const { status, reason, headers: answered, body } = response;
  return `${head}\n%%%\n${message(`HTTP/1.1 ${status} ${reason}`.trimEnd(), answered, body)}`;
}

type Headers = readonly (readonly [name: string, value: string])[];

/** The framing is Content-Length: bodies are stored without their transfer coding. */
function message(first: string, headers: Headers, body: ExportedBody): string {
  const text = marked(body.text ?? (body.bytes === 0 ? "" : `[${body.bytes} bytes were not kept]`));
  const kept = headers.filter(([name]) => !/^(?:content-length|transfer-encoding)$/i.test(name));
  const sized =
    kept.length < headers.length || text !== "" ? [["Content-Length", String(text.length)] as const] : [];
  const lines = [first, ...[...kept, ...sized].map(([name, value]) => `${name}: ${value}`)].map(marked);
  return `${lines.join("\r\n")}\r\n\r\n${text}`;
}

/** Marks of shortening are the only characters beyond latin1: they become their bytes in UTF-8. */
function marked(text: string): string {
  return text.replace(/[^\0-\xff]/g, (mark) => Buffer.from(mark, "utf8").toString("latin1"));
}
