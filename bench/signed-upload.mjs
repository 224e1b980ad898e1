// A signed upload in chunks (aws-chunked, STREAMING-AWS4-HMAC-SHA256-PAYLOAD) made by HMACs of this file's own, for the bench of memory.
import { createHash, createHmac } from "node:crypto";

/** Environment of the proxy: the credentials that sign. */
export const uploader = {
  AWS_ACCESS_KEY_ID: "AKIALABLABLABLAB0000",
  AWS_SECRET_ACCESS_KEY: "labSecret/labSecret+labSecret/labSecret+",
};

/** Bytes of data in a chunk, and the data. */
export const chunkBytes = 65_536;
export const chunkPiece = Buffer.alloc(chunkBytes, "b");

const hash = (bytes) => createHash("sha256").update(bytes).digest("hex");
const hmac = (key, text) => createHmac("sha256", key).update(text);
const token = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD";
const [hashOfPiece, hashOfNothing] = [hash(chunkPiece), hash("")];

/** The head of an upload of so many bytes of data, and the maker of its chunks. */
export function signedUpload(host, path, bytes) {
  const timestamp = new Date().toISOString().replace(/[:-]|\.\d{3}/g, "");
  const scope = `${timestamp.slice(0, 8)}/us-east-1/s3/aws4_request`;
  let key = `AWS4${uploader.AWS_SECRET_ACCESS_KEY}`;
  for (const part of scope.split("/")) key = hmac(key, part).digest();
  const sign = (...lines) => hmac(key, lines.join("\n")).digest("hex");
  const signed = [
    ["content-encoding", "aws-chunked"],
    ["host", host],
    ["x-amz-content-sha256", token],
    ["x-amz-date", timestamp],
    ["x-amz-decoded-content-length", String(bytes)],
  ];
  const names = signed.map(([name]) => name).join(";");
  const lines = signed.map(([name, value]) => `${name}:${value}\n`).join("");
  const own = sign(
    "AWS4-HMAC-SHA256",
    timestamp,
    scope,
    hash(["PUT", path, "", lines, names, token].join("\n")),
  );
  const credential = `Credential=${uploader.AWS_ACCESS_KEY_ID}/${scope}`;
  const authorization = `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=${names}, Signature=${own}`;
  const framing = (size) => size.toString(16).length + ";chunk-signature=".length + 64 + 4;
  const length = bytes + (bytes / chunkBytes) * framing(chunkBytes) + framing(0);
  const headers = [...signed, ["Authorization", authorization], ["Content-Length", String(length)]].flat();
  const chunkSignature = (previous, hashOfData) =>
    sign("AWS4-HMAC-SHA256-PAYLOAD", timestamp, scope, previous, hashOfNothing, hashOfData);
  return { headers, seed: { chunks: (all) => chunks(own, chunkSignature, all / chunkBytes) } };
}

function* chunks(seed, chunkSignature, count) {
  let previous = seed;
  for (let at = 0; at < count; at += 1) {
    previous = chunkSignature(previous, hashOfPiece);
    const head = `${chunkBytes.toString(16)};chunk-signature=${previous}\r\n`;
    yield Buffer.concat([Buffer.from(head), chunkPiece, Buffer.from("\r\n")]);
  }
  yield Buffer.from(`0;chunk-signature=${chunkSignature(previous, hashOfNothing)}\r\n\r\n`);
}
