// What it costs to verify an upload in chunks: processor time of the verifier beside that of the plain hashes such a body cannot do
// without, over the same pieces, in one run. Usage: npm run bench:chunks   (asserts nothing)
import { createHash, createHmac, generateKeyPairSync, sign } from "node:crypto";
import { runningChecksum } from "../dist/http/checksum.js";
import { sha256Hex } from "../dist/http/digest.js";
import { ecdsaJudge, hmacJudge } from "../dist/sigv4/chain-judge.js";
import { chunkStringToSign, chunkText, trailerLines, trailerText } from "../dist/sigv4/chunk-signature.js";
import { ChunkedUpload } from "../dist/sigv4/chunked-upload.js";
import { signature } from "../dist/sigv4/signature.js";

const megabytes = 64;
const pieceBytes = 65_536; // what a socket gives at once
const rounds = 9;
const key = Buffer.alloc(32, 7);
const pair = generateKeyPairSync("ec", { namedCurve: "P-256" });
const { x, y } = pair.publicKey.export({ format: "jwk" });
const hex = (part) => Buffer.from(part, "base64url").toString("hex").padStart(64, "0");
const algorithms = {
  hmac: {
    algorithm: "AWS4-HMAC-SHA256",
    judge: hmacJudge(key),
    sign: (text) => signature(key, text),
  },
  ecdsa: {
    algorithm: "AWS4-ECDSA-P256-SHA256",
    judge: ecdsaJudge({ xHex: hex(x), yHex: hex(y) }),
    sign: (text) => sign("sha256", Buffer.from(text), pair.privateKey).toString("hex").padEnd(144, "*"),
  },
};

const cases = [
  { name: "signed chunks", chunkBytes: 1_048_576, by: "hmac" },
  { name: "signed chunks", chunkBytes: 65_536, by: "hmac" },
  { name: "signed chunks", chunkBytes: 8192, by: "hmac" },
  { name: "signed chunks, CRC32 trailer", chunkBytes: 65_536, by: "hmac", checksum: "crc32" },
  { name: "unsigned chunks, CRC32 trailer", chunkBytes: 65_536, checksum: "crc32" },
  { name: "unsigned chunks, CRC32C trailer", chunkBytes: 65_536, checksum: "crc32c" },
  { name: "unsigned chunks, CRC64NVME trailer", chunkBytes: 65_536, checksum: "crc64nvme" },
  { name: "unsigned chunks, SHA-256 trailer", chunkBytes: 65_536, checksum: "sha256" },
  { name: "SigV4A-signed chunks", chunkBytes: 65_536, by: "ecdsa" },
];

console.log(
  `verifying ${megabytes} MiB, in pieces of ${pieceBytes} bytes; processor time / that of one SHA-256 over the same body`,
);
for (const one of cases) measure(one);
console.log("what node:crypto takes for the same hashes and signatures, and nothing else");
for (const chunkBytes of [1_048_576, 65_536, 8192]) measureFloor(chunkBytes);

function measure({ name, chunkBytes, by, checksum }) {
  const { pieces, plan } = upload({ chunkBytes, by, checksum });
  show(`${name}, chunks of ${chunkBytes}`, pieces, () => verified(pieces, plan, Boolean(by)));
}

/** A hash of its own for every chunk, and an HMAC over a string to sign: no verifier can do with less. */
function measureFloor(chunkBytes) {
  const chunk = Buffer.alloc(chunkBytes, 7);
  const chunks = Array.from({ length: (megabytes * 1_048_576) / chunkBytes }, () => chunk);
  const text = "a".repeat(276);
  show(`one hash and one HMAC a chunk, chunks of ${chunkBytes}`, chunks, () => {
    for (const data of chunks) {
      createHash("sha256").update(data).digest("hex");
      createHmac("sha256", key).update(text).digest("hex");
    }
  });
}

function show(name, pieces, work) {
  const ratios = [];
  for (let round = -2; round < rounds; round += 1) {
    const plain = cpu(() => hashed(pieces));
    const own = cpu(work);
    if (round >= 0) ratios.push(own / plain);
  }
  ratios.sort((a, b) => a - b);
  const [low, middle, high] = [ratios[0], ratios[(rounds - 1) / 2], ratios[rounds - 1]].map((ratio) =>
    ratio.toFixed(2),
  );
  console.log(`${name.padEnd(52)} ${middle}  (${low} to ${high})`);
}

function cpu(work) {
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  return user + system;
}

function hashed(pieces) {
  const hash = createHash("sha256");
  for (const piece of pieces) hash.update(piece);
  return hash.digest("hex");
}

function verified(pieces, plan, signed) {
  const reader = new ChunkedUpload(plan, 262_144);
  for (const piece of pieces) reader.add(piece);
  const report = reader.end();
  const right = report.badChunks === 0 && report.framing.faults.length === 0 && report.badTrailer === null;
  const all = !signed || report.verifiedChunks === report.framing.chunkCount;
  const sums = report.checksums.every(({ provided, calculated }) => provided === calculated);
  if (!right || !all || !sums) throw new Error("the bench made an upload that is not right");
}

/** An upload as a client frames it, cut as a socket cuts it. */
function upload({ chunkBytes, by, checksum }) {
  const signer = by ? algorithms[by] : { algorithm: "AWS4-HMAC-SHA256", judge: algorithms.hmac.judge };
  const surroundings = {
    algorithm: signer.algorithm,
    timestamp: "20260102T030405Z",
    scope: by === "ecdsa" ? "20260102/s3/aws4_request" : "20260102/us-east-1/s3/aws4_request",
  };
  const announced = checksum ? [`x-amz-checksum-${checksum}`] : [];
  const data = Buffer.alloc(chunkBytes);
  for (let at = 0; at < chunkBytes; at += 4) data.writeUInt32LE(Math.imul(at, 2654435761) >>> 0, at);
  const running = checksum ? runningChecksum(checksum) : null;
  const framed = [];
  let previous = "00".repeat(32);
  const dataHash = sha256Hex(data);
  const chunk = (bytes, hash) => {
    if (!signer.sign) return `${bytes.toString(16)}\r\n`;
    const made = signer.sign(chunkStringToSign(chunkText(surroundings, previous, hash)));
    previous = made.replace(/\*+$/, "");
    return `${bytes.toString(16)};chunk-signature=${made}\r\n`;
  };
  for (let count = (megabytes * 1_048_576) / chunkBytes; count > 0; count -= 1) {
    running?.update(data);
    framed.push(Buffer.from(chunk(chunkBytes, dataHash)), data, Buffer.from("\r\n"));
  }
  framed.push(Buffer.from(chunk(0, sha256Hex(""))));
  const trailers = announced.map((name) => ({ name, value: running.base64() }));
  for (const { name, value } of trailers) framed.push(Buffer.from(`${name}:${value}\r\n`));
  if (signer.sign && checksum) {
    const text = chunkStringToSign(trailerText(surroundings, previous, trailerLines(trailers)));
    framed.push(Buffer.from(`x-amz-trailer-signature:${signer.sign(text)}\r\n`));
  }
  const body = Buffer.concat([...framed, Buffer.from("\r\n")]);
  const pieces = [];
  for (let at = 0; at < body.length; at += pieceBytes)
    pieces.push(Buffer.from(body.subarray(at, at + pieceBytes)));
  const plan = {
    ...surroundings,
    judge: signer.judge,
    signs: Boolean(signer.sign),
    seedSignature: "00".repeat(32),
    announced,
  };
  return { pieces, plan };
}
