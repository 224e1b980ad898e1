// The explain box: a text as `explain` reads it, examined with what the proxy knows at the moment. Nothing of it is kept.
import { latin1Bytes } from "../http/http-message.ts";
import type { ExplainAnswer } from "../inspector/inspector-api.ts";
import { wordsOf } from "../inspector/request-detail.ts";
import { exportedExchange } from "../report/exported-exchange.ts";
import type { Knowledge } from "../sigv4/known-credentials.ts";
import { examineText } from "./examine-inputs.ts";

/** Most requests of one text that are shown. */
const mostRequests = 50;

/** Examines a pasted text: a curl command, a raw request, a URL, an AWS error, a log. Never throws for what the text holds. */
export async function explainedText(text: string, knowledge: Knowledge): Promise<ExplainAnswer> {
  const examined: ExplainAnswer["examined"][number][] = [];
  for await (const result of examineText(bytesOf(text), knowledge)) {
    if (result.kind === "refused") {
      const { message, code } = result.refusal;
      return { examined, refusal: examined.length > 0 ? null : `${message} (${code})` };
    }
    const exported = exportedExchange(result.examination);
    const exchange = { ...exported, ...(result.stored ? { examination: result.stored } : {}), totalMs: null };
    examined.push({ exchange, notes: result.notes, rules: wordsOf(exchange) });
    if (examined.length >= mostRequests) break;
  }
  return { examined, refusal: examined.length === 0 ? "there is no request in this text" : null };
}

/** A text area gives every line end as a line feed; in the head of a message they were carriage returns and line feeds. */
function bytesOf(text: string): Uint8Array {
  const utf8 = Buffer.from(text, "utf8").toString("latin1");
  if (utf8.includes("\r") || !/^[A-Z]{2,20} \S+ HTTP\/1\.[01]\n/.test(utf8)) return latin1Bytes(utf8);
  const end = utf8.indexOf("\n\n");
  const head = end < 0 ? utf8 : utf8.slice(0, end);
  const rest = end < 0 ? "" : `\r\n\r\n${utf8.slice(end + 2)}`;
  return latin1Bytes(head.replaceAll("\n", "\r\n") + rest);
}
