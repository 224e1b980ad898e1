import { describe, expect, it } from "vitest";
import type { CapturedRequest } from "../../src/http/captured-exchange.ts";
import { parseHttpMessage } from "../../src/http/http-message.ts";
import { hmacJudge } from "../../src/sigv4/chain-judge.ts";
import type { Envelope } from "../../src/sigv4/envelope.ts";
import { parseEnvelope } from "../../src/sigv4/envelope.ts";
import { signingKey } from "../../src/sigv4/signing-key.ts";
import { opensEventSocket, socketEventsReader } from "../../src/sigv4/socket-events.ts";
import type { JudgeForDate } from "../../src/sigv4/stream-verification.ts";
import { streamVerification } from "../../src/sigv4/stream-verification.ts";
import { maskedFrame } from "../support/masked-frame.ts";
import type { SignedSocket, SocketRecipe } from "../support/signed-socket.ts";
import { signedSocket } from "../support/signed-socket.ts";

const example: SocketRecipe = {
  accessKeyId: "AKIAIOSFODNN7EXAMPLE",
  secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
  date: new Date("2026-01-02T03:04:05Z"),
};

function handshake({ host, target }: Pick<SignedSocket, "host" | "target">, upgrade = "websocket") {
  const head = `GET ${target} HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: ${upgrade}\r\n\r\n`;
  const read = parseHttpMessage(Buffer.from(head), { scheme: "https" });
  if (!("request" in read)) throw new Error("not a request");
  return read.request;
}

function envelopeOf(request: CapturedRequest): Envelope {
  const reading = parseEnvelope(request);
  if (reading.kind !== "read") throw new Error(reading.kind);
  return reading.envelope;
}

const known =
  (envelope: Envelope): JudgeForDate =>
  (date) =>
    hmacJudge(signingKey(example.secretAccessKey, { ...envelope.credentialScope, date }));

async function passed(recipe: SocketRecipe, keyed: boolean) {
  const socket = await signedSocket(recipe);
  const request = handshake(socket);
  const envelope = envelopeOf(request);
  const reader = socketEventsReader(envelope, keyed ? known(envelope) : () => null);
  for (const message of socket.messages) reader.add(maskedFrame(message));
  return { request: { ...request, switched: reader.end() }, envelope };
}

describe("events over a WebSocket", () => {
  it("are looked for behind the upgrade of Transcribe's paths, and of no other", () => {
    const host = "transcribestreaming.us-east-1.amazonaws.com";
    const opens = (target: string, upgrade?: string): boolean =>
      opensEventSocket(handshake({ host, target }, upgrade));
    expect(opens("/stream-transcription-websocket?X-Amz-Signature=0")).toBe(true);
    expect(opens("/medical-stream-transcription-websocket", " WebSocket ")).toBe(true);
    expect(opens("/mqtt?X-Amz-Signature=0")).toBe(false);
    expect(opens("/stream-transcription-websocket", "h2c")).toBe(false);
  });

  it("are chained to the signature of the URL", async () => {
    const { request, envelope } = await passed(example, true);
    const keys = { judgeForDate: known(envelope), seedIsRight: true };
    expect(streamVerification(request, envelope, keys)).toMatchObject({
      form: "event-stream",
      token: "",
      asks: { signatures: true, trailers: false },
      keyed: true,
      events: { signedEvents: 3, verifiedEvents: 3, badEvents: 0 },
      unverified: 0,
      bad: [],
    });
  });

  it("are verified later where the key is learned only then", async () => {
    const { request, envelope } = await passed(example, false);
    const without = streamVerification(request, envelope, { judgeForDate: () => null, seedIsRight: false });
    expect(without).toMatchObject({ keyed: false, unverified: 3, bad: [] });
    const keys = { judgeForDate: known(envelope), seedIsRight: true };
    expect(streamVerification(request, envelope, keys)).toMatchObject({
      keyed: true,
      unverified: 0,
      bad: [],
    });
  });

  it("name the one whose signature does not come out", async () => {
    const changed = (signature: string, index: number): string =>
      index === 1 ? signature.replace(/^../, (two) => (two === "00" ? "01" : "00")) : signature;
    const { request, envelope } = await passed({ ...example, sent: changed }, true);
    const keys = { judgeForDate: known(envelope), seedIsRight: true };
    expect(streamVerification(request, envelope, keys)?.bad).toMatchObject([{ kind: "event", index: 1 }]);
  });

  it("ask for no signature where none carries one", async () => {
    const { request, envelope } = await passed({ ...example, sent: () => null }, true);
    const keys = { judgeForDate: known(envelope), seedIsRight: true };
    expect(streamVerification(request, envelope, keys)).toMatchObject({
      asks: { signatures: false },
      events: { signedEvents: 0, firstUnsigned: 0 },
      bad: [],
    });
  });

  it("are nothing where nothing passed", async () => {
    const { request, envelope } = await passed(example, true);
    const { switched: _, ...asked } = request;
    expect(streamVerification(asked, envelope, { judgeForDate: () => null, seedIsRight: true })).toBeNull();
  });
});
