// A place that OTLP/HTTP is sent to: keeps what came, and answers, or does not, as the test wants. The decoding is done by others.
import type { IncomingHttpHeaders, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** One request that came. */
export interface ReceivedOtlp {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** An open receiver. */
export interface OtlpReceiver {
  readonly url: string;
  readonly received: ReceivedOtlp[];
  /** Everything that came to a path, as one latin1 text. */
  text(path: string): string;
  close(): void;
}

/** Opens it; `answer` ends the response, or leaves it open. */
export async function openOtlpReceiver(
  answer: (response: ServerResponse) => void = (response) => response.end(),
): Promise<OtlpReceiver> {
  const received: ReceivedOtlp[] = [];
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on("data", (piece: Buffer) => pieces.push(piece));
    request.on("end", () => {
      received.push({ path: request.url ?? "", headers: request.headers, body: Buffer.concat(pieces) });
      answer(response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    text: (path) =>
      received
        .filter((one) => one.path === path)
        .map(({ body }) => body.toString("latin1"))
        .join("\n"),
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
