// Memory of a long signed upload: so many GiB of chunks of 64 KiB, each signed as it is made, through the verifier of the core.
// Usage: npm run --silent build && node --expose-gc bench/chunk-memory.mjs [GIB]   (default 5; asserts nothing)
import { sha256Hex } from "../dist/http/digest.js";
import { hmacJudge } from "../dist/sigv4/chain-judge.js";
import { chunkStringToSign, chunkText } from "../dist/sigv4/chunk-signature.js";
import { ChunkedUpload } from "../dist/sigv4/chunked-upload.js";
import { signature } from "../dist/sigv4/signature.js";

const chunkBytes = 65_536;
const [gib = "5"] = process.argv.slice(2);

core(Number(gib));

function core(size) {
  const key = Buffer.alloc(32, 7);
  const surroundings = {
    algorithm: "AWS4-HMAC-SHA256",
    timestamp: "20260102T030405Z",
    scope: "20260102/us-east-1/s3/aws4_request",
  };
  const data = Buffer.alloc(chunkBytes, 7);
  const hash = sha256Hex(data);
  const seedSignature = "00".repeat(32);
  const reader = new ChunkedUpload(
    { ...surroundings, judge: hmacJudge(key), signs: true, seedSignature, announced: [] },
    262_144,
  );
  globalThis.gc?.();
  const before = process.memoryUsage().rss;
  let most = before;
  let previous = seedSignature;
  const count = (size * 1_073_741_824) / chunkBytes;
  const start = process.cpuUsage();
  for (let index = 0; index <= count; index += 1) {
    const last = index === count;
    previous = signature(
      key,
      chunkStringToSign(chunkText(surroundings, previous, last ? sha256Hex("") : hash)),
    );
    reader.add(Buffer.from(`${last ? "0" : chunkBytes.toString(16)};chunk-signature=${previous}\r\n`));
    if (!last) reader.add(data);
    reader.add(Buffer.from("\r\n"));
    if (index % 256 === 0) most = Math.max(most, process.memoryUsage().rss);
  }
  const report = reader.end();
  const { user, system } = process.cpuUsage(start);
  console.log(
    `core: ${size} GiB, ${report.verifiedChunks} chunks verified, ${report.badChunks} bad, rss grew by ${((most - before) / 1_048_576).toFixed(1)} MiB at most, ${((user + system) / 1e6).toFixed(1)} s of processor time`,
  );
}
