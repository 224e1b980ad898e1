// A long upload through the verifier: memory does not grow with it.
import { expect, it } from "vitest";
import { sha256Hex } from "../../src/http/digest.ts";
import { hmacJudge } from "../../src/sigv4/chain-judge.ts";
import { chunkStringToSign, chunkText } from "../../src/sigv4/chunk-signature.ts";
import { ChunkedUpload } from "../../src/sigv4/chunked-upload.ts";
import { signature } from "../../src/sigv4/signature.ts";

const mebibyte = 1_048_576;
const surroundings = {
  algorithm: "AWS4-HMAC-SHA256",
  timestamp: "20260102T030405Z",
  scope: "20260102/us-east-1/s3/aws4_request",
};

it("verifies 256 MiB in chunks of 64 KiB with less than 48 MiB of memory", { timeout: 60_000 }, () => {
  const key = new Uint8Array(32).fill(7);
  const seedSignature = "00".repeat(32);
  const reader = new ChunkedUpload(
    { ...surroundings, judge: hmacJudge(key), signs: true, seedSignature, announced: [] },
    262_144,
  );
  const data = Buffer.alloc(65_536, 7);
  const hashOfData = sha256Hex(data);
  const before = process.memoryUsage().rss;
  let most = before;
  let previous = seedSignature;
  for (let index = 0; index < 4096; index += 1) {
    previous = signature(key, chunkStringToSign(chunkText(surroundings, previous, hashOfData)));
    reader.add(Buffer.from(`10000;chunk-signature=${previous}\r\n`));
    reader.add(data);
    reader.add(Buffer.from("\r\n"));
    if (index % 64 === 0) most = Math.max(most, process.memoryUsage().rss);
  }
  const report = reader.end();
  expect(report).toMatchObject({ verifiedChunks: 4096, badChunks: 0 });
  expect((most - before) / mebibyte).toBeLessThan(48);
});
