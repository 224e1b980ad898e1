// Uploads in aws-chunked framing: signed chunks, trailers, lengths, sizes.

import { s3Error } from "./answers.mjs";
import { built } from "./build.mjs";
import { movedSeconds } from "./faults-key.mjs";
import { setHeader } from "./message.mjs";
import { plan, s3 } from "./shapes.mjs";
import { hmac, sha256Hex } from "./signer.mjs";
import { mrap } from "./special-sigv4a.mjs";

const empty = sha256Hex("");
const tokens = {
  signed: "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
  signedTrailer: "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
  unsignedTrailer: "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
};
function crc32(bytes) {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let i = 0; i < 8; i++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  const out = Buffer.alloc(4);
  out.writeUInt32BE(~crc >>> 0);
  return out.toString("base64");
}

/** One upload; every hook replaces one part of the framing. */
function upload(r, mode, hooks = {}) {
  const sizes = hooks.sizes ?? [8192 + r.int(0, 3000), r.int(100, 4000)];
  const data = Buffer.from(r.hex(64).repeat(400)).subarray(
    0,
    sizes.reduce((a, b) => a + b, 0),
  );
  const made = s3(r, "PUT", {
    payload: tokens[hooks.token ?? mode],
    body: Buffer.from("x"),
    headers: [["Content-Encoding", "aws-chunked"]],
  });
  const trailer = mode !== "signed";
  if (hooks.decodedLength !== null)
    made.headers.push([
      "X-Amz-Decoded-Content-Length",
      String(hooks.decodedLength?.(data.length) ?? data.length),
    ]);
  if (trailer && hooks.announce !== null)
    made.headers.push(["X-Amz-Trailer", hooks.announce ?? "x-amz-checksum-crc32"]);
  const result = built(made);
  const scope = result.derivation.stringToSign.split("\n")[2];
  const time = hooks.chunkTime?.(made.time) ?? made.time;
  const signOf = (kind, previous, lines) =>
    hmac(
      result.derivation.key,
      [`AWS4-HMAC-SHA256-${kind}`, time, scope, previous, ...lines].join("\n"),
    ).toString("hex");
  const chunks = [...sizes, 0];
  let at = 0;
  let previous = result.signature;
  const out = [];
  for (const [i, size] of chunks.entries()) {
    const bytes = data.subarray(at, at + size);
    at += size;
    const lines = hooks.lines?.(bytes, i) ?? [empty, sha256Hex(bytes)];
    const signature = signOf("PAYLOAD", hooks.previous?.(previous, result.signature, i) ?? previous, lines);
    previous = signature;
    const extension =
      (hooks.framed ?? mode) === "unsignedTrailer"
        ? ""
        : `;chunk-signature=${hooks.shown?.(signature, i) ?? signature}`;
    out.push(
      Buffer.from(`${size.toString(16)}${extension}\r\n`),
      hooks.bytes?.(bytes, i) ?? bytes,
      Buffer.from(size === 0 && trailer ? "" : "\r\n"),
    );
  }
  if (trailer) {
    const [name, value] = hooks.trailer?.(data) ?? ["x-amz-checksum-crc32", crc32(data)];
    const text = hooks.trailerText?.(name, value) ?? `${name}:${value}\n`;
    const signature = (hooks.trailerSign ?? ((d) => signOf("TRAILER", previous, [sha256Hex(d)])))(
      text,
      previous,
      signOf,
    );
    const own = `${name}:${value}\r\n`;
    const sign = `x-amz-trailer-signature:${signature}\r\n`;
    const parts = mode === "signedTrailer" ? [own, sign] : [own];
    out.push(Buffer.from((hooks.order?.(parts) ?? parts).join("") + (hooks.end ?? "\r\n")));
  }
  const body = Buffer.concat(out);
  result.message.body = body;
  setHeader(
    result.message,
    "Content-Length",
    String(hooks.contentLength?.(body.length, data.length) ?? body.length),
  );
  return { message: result.message, now: made.now, profiles: made.profiles, plan: made };
}

const one =
  (id, variant, mode, hooks, more = {}) =>
  (r) => ({ ...upload(r, mode, hooks), id, variant: `${variant}, ${mode}`, ...more });
const chain = "chunk-signature-chain";
const chains = [
  one(chain, "seed for every chunk", "signed", { previous: (_p, seed) => seed }),
  one(chain, "no line of the empty hash", "signed", { lines: (bytes) => [sha256Hex(bytes)] }),
  one(chain, "bytes with CRLF hashed", "signed", {
    lines: (bytes) => [empty, sha256Hex(Buffer.concat([bytes, Buffer.from("\r\n")]))],
  }),
  one(chain, "second chunk damaged", "signed", {
    bytes: (bytes, i) => (i === 1 ? Buffer.from(bytes).fill("z", 0, 3) : bytes),
  }),
  one(chain, "first signature damaged", "signed", {
    shown: (s, i) => (i === 0 ? s.replace(/^./, (c) => (c === "0" ? "1" : "0")) : s),
  }),
  one(
    chain,
    "seed for every chunk",
    "signedTrailer",
    { previous: (_p, seed) => seed },
    { also: [[chain, "trailer-sts-prefix"]] },
  ),
];
const clocks = [1, 2, -3].map((seconds) =>
  one(
    "chunk-timestamp-differs",
    `${seconds} s`,
    "signed",
    { chunkTime: (time) => movedSeconds(time, seconds) },
    { also: [["two-clock-reads"]] },
  ),
);
const trailers = [
  one("trailer-sts-prefix", "PAYLOAD instead of TRAILER", "signedTrailer", {
    trailerSign: (d, previous, signOf) => signOf("PAYLOAD", previous, [sha256Hex(d)]),
  }),
  one("trailer-sts-prefix", "line of the empty hash too", "signedTrailer", {
    trailerSign: (d, previous, signOf) => signOf("TRAILER", previous, [empty, sha256Hex(d)]),
  }),
  one("trailer-sts-prefix", "CRLF hashed", "signedTrailer", {
    trailerText: (name, value) => `${name}:${value}\r\n`,
  }),
  one("trailer-sts-prefix", "no line end hashed", "signedTrailer", {
    trailerText: (name, value) => `${name}:${value}`,
  }),
  one("trailer-variant-confusion", "signed token, frames without signatures", "unsignedTrailer", {
    token: "signedTrailer",
  }),
  one("trailer-variant-confusion", "unsigned token, frames with signatures", "signedTrailer", {
    token: "unsignedTrailer",
  }),
  one("trailer-variant-confusion", "plain token, trailer behind", "signedTrailer", { token: "signed" }),
  one("trailer-malformed", "not announced", "unsignedTrailer", { announce: null }),
  one("trailer-malformed", "another announced", "unsignedTrailer", { announce: "x-amz-checksum-sha256" }),
  one("trailer-malformed", "no line end behind", "unsignedTrailer", { end: "" }),
  one("trailer-malformed", "signature first", "signedTrailer", { order: (parts) => [...parts].reverse() }),
];
const lengths = [
  one("decoded-length-wrong", "missing", "signed", { decodedLength: null }),
  one("decoded-length-wrong", "missing", "unsignedTrailer", { decodedLength: null }),
  one("decoded-length-wrong", "too large", "signed", { decodedLength: (n) => n + 10 }),
  one("decoded-length-wrong", "too small", "unsignedTrailer", { decodedLength: (n) => n - 3 }),
  one("chunk-size-too-small", "1024 then more", "signed", { sizes: [1024, 8192, 500] }),
  one("chunk-size-too-small", "4096 then more", "unsignedTrailer", { sizes: [4096, 9000] }),
  one("chunk-size-too-small", "small in the middle", "signed", { sizes: [9000, 100, 8200] }),
  (r) => {
    const small = upload(r, "signed", { sizes: [1024, 8192, 500] });
    const answer = s3Error(
      small.plan,
      403,
      "InvalidChunkSizeError",
      "Only the last chunk is allowed to have a size less than 8192 bytes",
      { Chunk: "1", BadChunkSize: "1024" },
    );
    return { ...small, id: "chunk-size-too-small", variant: "answered", answer };
  },
  (r) => {
    const made = s3(r, "PUT", {
      body: Buffer.from("hello world"),
      payload: "UNSIGNED-PAYLOAD",
      headers: [["Transfer-Encoding", "chunked"]],
    });
    const result = built(made);
    result.message.body = Buffer.from("b\r\nhello world\r\n0\r\n\r\n");
    result.message.headers = result.message.headers.filter((pair) => pair[0] !== "Content-Length");
    return {
      message: result.message,
      now: made.now,
      profiles: made.profiles,
      id: "chunked-te-without-length",
      variant: "PUT",
      verdicts: ["valid"],
    };
  },
  (r) => {
    const made = plan(r, {
      dialect: "s3",
      service: "s3",
      region: r.pick(["us-east-1", "eu-west-1"]),
      host: mrap(r),
      path: `/${r.word()}`,
    });
    return {
      message: built(made).message,
      now: made.now,
      profiles: made.profiles,
      id: "sigv4-where-sigv4a-required",
      variant: "access point of many regions",
      verdicts: ["valid"],
      also: [["scope-region-wrong"]].slice(1),
    };
  },
];

/** Right uploads of every framing. */
export const chunkedCorrect = Object.keys(tokens).flatMap((mode) => [
  (r) => ({
    ...upload(r, mode),
    id: `chunked ${mode}`,
    variant: "as it is",
    verdicts: ["valid"],
    causes: [],
    kind: "correct",
  }),
  (r) => ({
    ...upload(r, mode, { sizes: [r.int(1, 5000)] }),
    id: `chunked ${mode}`,
    variant: "one chunk",
    verdicts: ["valid"],
    causes: [],
    kind: "correct",
  }),
]);
export const chunked = [...chains, ...clocks, ...trailers, ...lengths];
