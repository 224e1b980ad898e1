// Answers of the inspector: each carries the headers that keep other pages out and captured texts harmless.
import type { ServerResponse } from "node:http";

const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; " +
  "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

/** On every answer, whatever it is. */
export const guardHeaders: Readonly<Record<string, string>> = {
  "Content-Security-Policy": policy,
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
  "Referrer-Policy": "no-referrer",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
  "Cache-Control": "no-store",
};

/** Answers with JSON. */
export function answerJson(response: ServerResponse, status: number, value: unknown): void {
  answerBytes(response, status, { type: "application/json; charset=utf-8", body: JSON.stringify(value) });
}

/** Answers with a body of a type. */
export function answerBytes(
  response: ServerResponse,
  status: number,
  { type, body }: { readonly type: string; readonly body: string | Uint8Array },
): void {
  const bytes = typeof body === "string" ? Buffer.from(body, "utf8") : body;
  response.writeHead(status, {
    ...guardHeaders,
    "Content-Type": type,
    "Content-Length": String(bytes.length),
  });
  response.end(bytes);
}

/** Answers with a status alone: nothing is said to whoever may not ask. */
export function answerRefusal(response: ServerResponse, status: number): void {
  response.writeHead(status, { ...guardHeaders, "Content-Length": "0", Connection: "close" });
  response.end();
}

/** Begins an answer that is saved and never shown: what it holds came from the wire. */
export function beginSaved(response: ServerResponse): void {
  response.writeHead(200, {
    ...guardHeaders,
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Content-Type": "application/octet-stream",
    "Content-Disposition": "attachment",
  });
}
