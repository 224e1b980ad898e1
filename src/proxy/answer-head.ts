// An answer's head as text, from the raw header list: the bytes that must go to the client, and what they say about its end.
import type { IncomingMessage } from "node:http";

/** What is read of an upstream's answer. `rawHeaders` is flat, as Node gives it. */
export type AnsweredHead = Pick<
  IncomingMessage,
  "httpVersion" | "statusCode" | "statusMessage" | "rawHeaders"
>;

/** How an answer's end shows (RFC 9112, 6.3), and whether its connection may serve another one (9.3). */
export interface AnswerFraming {
  readonly chunked: boolean;
  /** False where only the end of the connection ends the body. */
  readonly delimited: boolean;
  readonly persistent: boolean;
}

const lineBreaking = /[^\t\x20-\x7e\x80-\xff]/;

/** The head from its status line to its empty line. Latin1 text. Throws when the reason phrase would break the line. */
export function answerHeadText({
  httpVersion,
  statusCode,
  statusMessage = "",
  rawHeaders,
}: AnsweredHead): string {
  if (lineBreaking.test(statusMessage))
    throw new Error("the answer's reason phrase holds control characters");
  let text = `HTTP/${httpVersion} ${String(statusCode ?? 0).padStart(3, "0")} ${statusMessage}\r\n`;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    text += `${rawHeaders[index]}: ${rawHeaders[index + 1]}\r\n`;
  }
  return `${text}\r\n`;
}

/** Reads the framing from the fields; `hasBody` is false for HEAD, 204 and 304, which end with their head. */
export function answerFraming({ httpVersion, rawHeaders }: AnsweredHead, hasBody: boolean): AnswerFraming {
  let length = false;
  let coded = false;
  let chunked = false;
  let connection = "";
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const value = rawHeaders[index + 1] ?? "";
    switch (namedLength(rawHeaders[index] ?? "")) {
      case "content-length":
        length = true;
        break;
      case "transfer-encoding":
        coded = true;
        chunked = /(?:^|,)[ \t]*chunked$/i.test(value);
        break;
      case "connection":
        connection += `,${value.toLowerCase()}`;
        break;
    }
  }
  const delimited = !hasBody || chunked || (length && !coded);
  const option = (name: string): boolean => connection.split(",").some((each) => each.trim() === name);
  const kept = httpVersion === "1.0" ? option("keep-alive") : !option("close");
  return { chunked: chunked && hasBody, delimited, persistent: delimited && kept };
}

/** The name in lower case if it is as long as one that matters; most are not. */
function namedLength(name: string): string {
  const { length } = name;
  return length === 10 || length === 14 || length === 17 ? name.toLowerCase() : "";
}
