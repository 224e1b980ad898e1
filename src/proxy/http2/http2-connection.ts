// An HTTP/2 connection as a relay: every byte goes on as it came, both ways, so that frames, header coding, windows and
// priorities stay end to end. What must not go on ends the connection, because no frame can be left out of the middle.
import type { Duplex } from "node:stream";
import type { TLSSocket } from "node:tls";
import { ClientConnection } from "../client-connection.ts";
import { limits } from "../limits.ts";
import { lingeringClose } from "../lingering-close.ts";
import type { ProxyLog } from "../proxy-event.ts";
import { errorCode } from "../proxy-event.ts";
import type { Route } from "../route.ts";
import { isSlow, pauseFor } from "../slow-peers.ts";
import type { ClientFault, Http2Capture } from "./http2-streams.ts";
import { Http2Streams } from "./http2-streams.ts";
import { answerFrames, goawayFrame, http2Error, settingsFrame } from "./own-frames.ts";

/** What a connection needs of the proxy around it. */
export interface Http2Parts extends Http2Capture {
  readonly log: ProxyLog;
}

type FaultReason = Extract<ClientFault, { kind: "connection" }>["reason"];

const faults: Readonly<Record<FaultReason, { readonly code: number; readonly message: string }>> = {
  preface: { code: http2Error.protocol, message: "the connection does not begin as HTTP/2 does" },
  protocol: { code: http2Error.protocol, message: "the frames do not follow the rules of HTTP/2" },
  compression: { code: http2Error.compression, message: "a header block cannot be decoded" },
  "too-large": { code: http2Error.enhanceYourCalm, message: "a request head is longer than 64 KiB" },
  "too-many-streams": { code: http2Error.enhanceYourCalm, message: "too many requests at once" },
};

/** A client's HTTP/2 connection, joined to an upstream connection of its own. */
export class Http2Connection extends ClientConnection {
  readonly #client: TLSSocket;
  readonly #upstream: Duplex;
  readonly #streams: Http2Streams;
  readonly #log: ProxyLog;
  #held: Buffer[] = [];
  #sentBytes = 0;
  #answeredBytes = 0;
  #clientEnded = false;
  #over = false;
  #firstRequest: NodeJS.Timeout | null = null;

  constructor(client: TLSSocket, upstream: Duplex, route: Route, parts: Http2Parts) {
    super(client, route);
    this.#client = client;
    this.#upstream = upstream;
    this.#log = parts.log;
    this.#streams = new Http2Streams(route, parts, () => this.#sentBytes);
  }

  /** Starts relaying; what either side has sent already comes first. */
  start(): void {
    const client = this.#client;
    const upstream = this.#upstream;
    this.#firstRequest = setTimeout(() => client.destroy(), limits.requestHeadMs);
    client.setTimeout(limits.firstByteMs, () => client.destroy());
    client.on("end", () => {
      this.#clientEnded = true;
      upstream.end();
    });
    upstream.on("end", () => client.end());
    upstream.on("error", (error) =>
      this.#upstreamGone(`the upstream's connection broke (${errorCode(error)})`),
    );
    upstream.on("close", () => this.#upstreamGone("the upstream closed the connection"));
    client.on("close", () => this.#clientGone());
    client.on("data", (chunk: Buffer) => this.#fromClient(chunk));
    upstream.on("data", (chunk: Buffer) => this.#fromUpstream(chunk));
    // Either may have been paused while the other was dialled or shaking hands.
    client.resume();
    upstream.resume();
    if (client.destroyed) this.#clientGone();
    else if (upstream.destroyed) this.#upstreamGone("the upstream closed the connection");
  }

  /** Closes the connection as soon as no request is under way. */
  override drain(): void {
    // What the last answer has left to say is written and not sent yet.
    this.#streams.onIdle(() => this.#client.destroySoon());
  }

  #fromClient(chunk: Buffer): void {
    if (this.#over) return;
    const fault = this.#streams.readRequests(chunk);
    if (fault !== null) {
      this.#refuse(fault);
      return;
    }
    if (this.#streams.latestStreamId > 0) this.#requestCame();
    this.#held.push(chunk);
    for (const piece of this.#takeHeld(this.#streams.heldBytes)) {
      this.#sentBytes += piece.length;
      this.#upstream.write(piece);
    }
    keepPace(this.#client, this.#upstream);
  }

  /** Takes out what may go on. So many bytes at the end stay; they are all that was held before, or part of the newest chunk. */
  #takeHeld(keptBytes: number): Buffer[] {
    const waiting = this.#held;
    if (keptBytes === 0) {
      this.#held = [];
      return waiting;
    }
    const newest = waiting[waiting.length - 1];
    if (newest !== undefined && keptBytes <= newest.length) {
      const cut = newest.length - keptBytes;
      this.#held = [newest.subarray(cut)];
      return [...waiting.slice(0, -1), newest.subarray(0, cut)];
    }
    // A peer that sends byte by byte must not cost a buffer for each of them.
    if (waiting.length > 64) this.#held = [Buffer.concat(waiting)];
    return [];
  }

  /** Answers go on first and are read afterwards: nothing in them is ours to refuse. */
  #fromUpstream(chunk: Buffer): void {
    if (this.#over) return;
    this.#answeredBytes += chunk.length;
    this.#client.write(chunk);
    keepPace(this.#upstream, this.#client);
    this.#streams.readAnswers(chunk);
  }

  #requestCame(): void {
    if (this.#firstRequest !== null) clearTimeout(this.#firstRequest);
    this.#firstRequest = null;
  }

  #refuse(fault: ClientFault): void {
    this.#over = true;
    this.#held = [];
    const { latestStreamId } = this.#streams;
    if (fault.kind === "request") {
      const { streamId, plan } = fault;
      this.#say([
        answerFrames(streamId, plan.status, plan.message),
        goawayFrame(streamId, http2Error.none, plan.message),
      ]);
    } else {
      const { code, message } = faults[fault.reason];
      this.#log({ level: "warn", event: "malformed-request", message, code: `HTTP2_${fault.reason}` });
      this.#say([goawayFrame(latestStreamId, code, message)]);
    }
    this.#streams.breakAll("countersign ended the connection over another request");
    this.#upstream.destroy();
  }

  /** Last words, if the client can still read a frame: not in the middle of one of the upstream's. */
  #say(frames: readonly Buffer[]): void {
    const client = this.#client;
    if (client.destroyed || !this.#streams.atAnswerBoundary) {
      client.destroy();
      return;
    }
    if (this.#answeredBytes === 0) client.write(settingsFrame());
    for (const frame of frames) client.write(frame);
    lingeringClose(client);
  }

  #upstreamGone(reason: string): void {
    if (this.#clientEnded) this.#streams.clientGone();
    else this.#streams.breakAll(reason);
    if (this.#over) return;
    // An upstream that ended in good order has been ended towards the client too; what is written gets there.
    if (this.#upstream.readableEnded) this.#client.destroySoon();
    else this.#client.destroy();
  }

  #clientGone(): void {
    this.#requestCame();
    this.#streams.clientGone();
    this.#upstream.destroy();
  }
}

/** The slower side sets the pace: its peer is paused while more than a little waits for it. */
function keepPace(from: Duplex, to: Duplex): void {
  if (isSlow(to) && !from.isPaused()) pauseFor(from, to, (room) => to.once("drain", room));
}
