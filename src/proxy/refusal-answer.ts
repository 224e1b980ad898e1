// How countersign itself answers: a status, a plain sentence, and the connection closes. Separate so that every such
// answer is told apart from an upstream's by its form.
import { STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import type { ClientAnswer } from "./client-message.ts";

/** Writes an answer of our own on a connection that no HTTP server looks after, and closes it. */
export function answerRaw(socket: Duplex, status: number, message: string): void {
  if (socket.destroyed || !socket.writable) return;
  const body = bodyText(message);
  const head = headFields(body).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? "Refused"}\r\n${head.join("")}\r\n${body}`,
    "latin1",
  );
  const timer = setTimeout(() => socket.destroy(), 1000);
  socket.once("close", () => clearTimeout(timer));
  socket.resume();
}

/** Answers a request that the inner or outer server parsed. */
export function answerHttp(answer: ClientAnswer, status: number, message: string): void {
  if (answer.headersSent || answer.destroyed) return;
  answer.upstreamHead = null;
  const body = bodyText(message);
  answer.writeHead(status, STATUS_CODES[status] ?? "Refused", headFields(body).flat());
  answer.end(body, "latin1");
}

function bodyText(message: string): string {
  return `countersign: ${message.replace(/[^\x20-\x7e]/g, "?")}\n`;
}

function headFields(body: string): [string, string][] {
  return [
    ["Content-Type", "text/plain; charset=us-ascii"],
    ["Content-Length", String(body.length)],
    ["X-Content-Type-Options", "nosniff"],
    ["X-Countersign", "refused"],
    ["Connection", "close"],
  ];
}
