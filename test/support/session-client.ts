// A session with a sandbox in this process, and a client that sends it a captured request as it stands, in a tunnel.

import { fallbackSettings } from "../../src/cli/options.ts";
import type { Session } from "../../src/cli/session.ts";
import { openSession } from "../../src/cli/session.ts";
import type { Settings } from "../../src/cli/settings.ts";
import type { Examination } from "../../src/diagnosis/examination.ts";
import type { CapturedRequest } from "../../src/http/captured-exchange.ts";
import { headerValue } from "../../src/http/raw-headers.ts";
import { testFolder } from "./piped-countersign.ts";
import { tunnelClient } from "./proxy-client.ts";
import { quietContext } from "./quiet-context.ts";

/** How a session differs from one with a sandbox and nothing in its environment. */
export interface TestSession {
  readonly settings?: Partial<Settings>;
  readonly environment?: { readonly [name: string]: string };
}

/** Opens a session; the sandbox knows AWS's example credentials. */
export function openTestSession(
  onExamination: (examination: Examination) => void,
  { settings = {}, environment = {} }: TestSession = {},
): Promise<Session> {
  const folder = testFolder("session-client");
  return openSession({
    settings: { ...fallbackSettings(), port: 0, certs: "certs", sandbox: true, ...settings },
    context: { ...quietContext(folder, folder), environment },
    onExamination,
    onNote: () => undefined,
  });
}

/** What a client needs of a session: its port and its certificate. */
export interface Reachable {
  readonly proxy: Pick<Session["proxy"], "port">;
  readonly certificateAuthority: Pick<Session["certificateAuthority"], "certificatePem">;
}

/** Sends a request over TLS in a tunnel and reads the answer; without Content-Length the body goes in chunked transfer. */
export async function sendThrough(
  session: Reachable,
  request: CapturedRequest,
): Promise<{ status: number; body: string }> {
  const client = await tunnelClient({
    proxyPort: session.proxy.port,
    authority: `${request.authority}:443`,
    servername: request.authority,
    ca: session.certificateAuthority.certificatePem,
  });
  const content = Buffer.from(request.body.content ?? []);
  const chunked = headerValue(request.headers, "content-length") === undefined;
  const headers = request.headers.map(([name, value]) => `${name}: ${value}\r\n`).join("");
  const transfer = chunked ? "Transfer-Encoding: chunked\r\n" : "";
  client.send(`${request.method} ${request.target} HTTP/1.1\r\n${headers}${transfer}\r\n`);
  // In pieces that fall nowhere in particular.
  for (let at = 0; at < content.length; at += 50_021) {
    const piece = content.subarray(at, at + 50_021);
    client.send(
      chunked
        ? Buffer.concat([Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from("\r\n")])
        : piece,
    );
  }
  if (chunked) client.send("0\r\n\r\n");
  const head = await client.until(/\r\n\r\n/, 30_000);
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1] ?? 0);
  const length = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0);
  await client.until(new RegExp(`\\r\\n\\r\\n[\\s\\S]{${length}}`), 30_000);
  const body = client.received.slice(client.received.indexOf("\r\n\r\n") + 4);
  client.close();
  return { status, body };
}
