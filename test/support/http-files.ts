// Examples as the raw HTTP/1.1 messages that `explain` reads.
import type { CapturedRequest, CapturedResponse } from "../../src/http/captured-exchange.ts";

/** A request as the bytes of its message; with a response, the separator and the response follow. */
export function httpFile(request: CapturedRequest, response: CapturedResponse | null = null): Buffer {
  const head = [
    `${request.method} ${request.target} HTTP/1.1`,
    ...request.headers.map(([name, value]) => `${name}: ${value}`),
  ];
  const parts = [
    Buffer.from(`${head.join("\r\n")}\r\n\r\n`, "latin1"),
    Buffer.from(request.body.content ?? []),
  ];
  if (response) {
    const lines = [
      `HTTP/1.1 ${response.status} `,
      ...response.headers.map(([name, value]) => `${name}: ${value}`),
    ];
    parts.push(
      Buffer.from(`\r\n%%%\r\n${lines.join("\r\n")}\r\n\r\n`, "latin1"),
      Buffer.from(response.body.content ?? []),
    );
  }
  return Buffer.concat(parts);
}

/** An ini file with AWS's documented example credentials. */
export const exampleIni =
  "[default]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n";
