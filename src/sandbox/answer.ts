// An answer of the sandbox as a value: status, headers, body. Services give it, the server sends it.

/** One answer. Content-Length, Date, request ids and Server are added when it is sent. */
export interface Answer {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Uint8Array;
  /** Length to announce where no body is sent: a HEAD of an object. */
  readonly announcedBytes?: number;
}

const none = new Uint8Array(0);

/** An answer without a body. */
export function emptyAnswer(status: number, headers: Answer["headers"] = []): Answer {
  return { status, headers, body: none };
}

/** An XML document; the declaration is put in front. */
export function xmlAnswer(status: number, document: string, headers: Answer["headers"] = []): Answer {
  const text = `<?xml version="1.0" encoding="UTF-8"?>\n${document}`;
  return {
    status,
    headers: [["Content-Type", "application/xml"], ...headers],
    body: new TextEncoder().encode(text),
  };
}

/** A JSON value with the content type of its dialect. */
export function jsonAnswer(
  status: number,
  value: unknown,
  contentType: string,
  headers: Answer["headers"] = [],
): Answer {
  return {
    status,
    headers: [["Content-Type", contentType], ...headers],
    body: new TextEncoder().encode(JSON.stringify(value)),
  };
}
