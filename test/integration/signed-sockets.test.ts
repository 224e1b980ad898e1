// Transcribe over WebSocket through a session: a client of `ws` with events signed by the signer of the SDK, real TLS, and the events
// verified when the connection has ended.
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import type { Server } from "node:https";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import WebSocket, { WebSocketServer } from "ws";
import type { Session } from "../../src/cli/session.ts";
import type { Examination } from "../../src/diagnosis/examination.ts";
import type { CorporateProxy } from "../support/corporate-proxy.ts";
import { connectProxy } from "../support/corporate-proxy.ts";
import { testFolder } from "../support/piped-countersign.ts";
import { waitFor } from "../support/proxy-client.ts";
import { testAuthority } from "../support/proxy-fixture.ts";
import { tunnelledTls } from "../support/proxy-http2.ts";
import { openTestSession } from "../support/session-client.ts";
import type { SocketRecipe } from "../support/signed-socket.ts";
import { signedSocket } from "../support/signed-socket.ts";

const credentials = {
  accessKeyId: "AKIALABLABLABLAB0000",
  secretAccessKey: "labSecret/labSecret+labSecret/labSecret+",
};
let upstream: Server;
let between: CorporateProxy;
let upstreamCa = "";

beforeAll(async () => {
  const authority = await testAuthority("upstream");
  upstreamCa = authority.certificatePem;
  upstream = createServer({
    SNICallback: (name, done) =>
      void authority.secureContextFor(name).then((context) => done(null, context), done),
  });
  new WebSocketServer({ server: upstream, perMessageDeflate: true }).on("connection", (socket) => {
    socket.on("message", (message: Buffer) => socket.send(`${message.length}`));
  });
  upstream.listen(0, "127.0.0.1");
  await once(upstream, "listening");
  between = await connectProxy({ onward: (upstream.address() as AddressInfo).port });
});
afterAll(async () => {
  await between.close();
  upstream.closeAllConnections();
  upstream.close();
});

/** Opens the socket through the proxy, sends all messages, and closes once each was answered. */
async function speak(session: Session, recipe: Pick<SocketRecipe, "sent">): Promise<void> {
  const { host, target, messages } = await signedSocket({ ...credentials, date: new Date(), ...recipe });
  const tls = await tunnelledTls({
    proxyPort: session.proxy.port,
    authority: host,
    ca: session.certificateAuthority.certificatePem,
    protocols: ["http/1.1"],
    servername: host.replace(/:\d+$/, ""),
  });
  const socket = new WebSocket(`wss://${host}${target}`, {
    createConnection: () => tls,
    perMessageDeflate: false,
  });
  await once(socket, "open");
  let answers = 0;
  socket.on("message", () => (answers += 1));
  for (const message of messages) socket.send(message);
  await waitFor(() => answers === messages.length, "an answer to each message");
  socket.close();
  await once(socket, "close");
}

/** Speaks once, and gives what was said of the exchange when it was over. */
async function examinedSocket(recipe: Pick<SocketRecipe, "sent">): Promise<Examination> {
  const examinations: Examination[] = [];
  const file = join(testFolder("signed-sockets"), "upstream.pem");
  writeFileSync(file, upstreamCa);
  const session = await openTestSession((examination) => examinations.push(examination), {
    settings: {
      sandbox: false,
      upstreamProxy: `http://127.0.0.1:${between.port}`,
      upstreamCa: [file],
      evidence: "off",
    },
    environment: {
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    },
  });
  try {
    await speak(session, recipe);
    await waitFor(() => examinations.length > 0, "an examination");
  } finally {
    await session.close();
  }
  expect(examinations).toHaveLength(1);
  return examinations[0] as Examination;
}

test("events are verified in the chain that begins with the presigned URL", async () => {
  const { verdict, causes, stream } = await examinedSocket({});
  expect({ verdict, causes, verified: stream?.events?.verifiedEvents }).toEqual({
    verdict: "valid",
    causes: [],
    verified: 3,
  });
});

test("the first event whose signature does not come out is named", async () => {
  const { verdict, causes, stream } = await examinedSocket({
    sent: (signature, index) => (index === 1 ? "0".repeat(64) : signature),
  });
  expect({ verdict, causes, bad: stream?.bad.map(({ kind, index }) => [kind, index]) }).toEqual({
    verdict: "mismatch",
    causes: ["event-stream-signature"],
    bad: [["event", 1]],
  });
});

test("events without a signature are no fault", async () => {
  const { verdict, causes, findings, stream } = await examinedSocket({ sent: () => null });
  expect({ verdict, causes, signed: stream?.events?.signedEvents }).toEqual({
    verdict: "valid",
    causes: [],
    signed: 0,
  });
  expect(findings.filter(({ severity }) => severity !== "note")).toEqual([]);
});
