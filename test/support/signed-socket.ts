// A client of Transcribe over WebSocket: the presigned URL and its events, by the signer and the codec of the AWS SDK for JavaScript.
import { Sha256 } from "@aws-crypto/sha256-js";
import { EventStreamCodec } from "@smithy/core/event-streams";
import { SignatureV4 } from "@smithy/signature-v4";

/** Credentials that sign, and the time of the URL; events follow a second after each other. */
export interface SocketRecipe {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly date: Date;
  /** Changes the signature that an event carries; lower-case hex. Null leaves it out. */
  readonly sent?: (signature: string, index: number) => string | null;
}

/** The host, the target of the handshake, and the events, one message each. */
export interface SignedSocket {
  readonly host: string;
  readonly target: string;
  readonly messages: readonly Uint8Array[];
}

const codec = new EventStreamCodec(
  (bytes) => Buffer.from(bytes).toString("utf8"),
  (text) => Buffer.from(text, "utf8"),
);
const payloads = ["sound of a voice", "sound of another", ""];

/** Presigns the handshake and signs the events that follow. */
export async function signedSocket(recipe: SocketRecipe): Promise<SignedSocket> {
  const { sent = (signature) => signature, date, ...credentials } = recipe;
  const host = "transcribestreaming.us-east-1.amazonaws.com:8443";
  const path = "/stream-transcription-websocket";
  const signer = new SignatureV4({ credentials, region: "us-east-1", service: "transcribe", sha256: Sha256 });
  const query = { "language-code": "en-US", "media-encoding": "pcm", "sample-rate": "8000" };
  const asked = { method: "GET", protocol: "https:", hostname: host, path, headers: { host }, query };
  const presigned = await signer.presign(asked, { expiresIn: 300, signingDate: date });
  const pairs = Object.entries(presigned.query ?? {}).map(([name, value]) =>
    [name, String(value)].map(encodeURIComponent).join("="),
  );
  let priorSignature = String(presigned.query?.["X-Amz-Signature"]);
  const messages: Uint8Array[] = [];
  for (const [index, text] of payloads.entries()) {
    const signingDate = new Date(date.getTime() + 1000 * index);
    const time = { ":date": { type: "timestamp" as const, value: signingDate } };
    const body = Buffer.from(text);
    const own = await signer.sign(
      { headers: codec.formatHeaders(time), payload: body },
      { signingDate, priorSignature },
    );
    const carried = sent(own, index);
    const signature = carried && {
      ":chunk-signature": { type: "binary" as const, value: Buffer.from(carried, "hex") },
    };
    messages.push(codec.encode({ headers: { ...time, ...signature }, body }));
    priorSignature = own;
  }
  return { host, target: `${path}?${pairs.join("&")}`, messages };
}
