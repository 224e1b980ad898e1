import { spawnSync } from "node:child_process";
import { createPublicKey, generateKeyPairSync } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { writeBundle } from "../../src/evidence/bundle.ts";
import { chainLink, chainStart, publicKeyPem } from "../../src/evidence/chain.ts";
import { tarEnd, tarHeader, tarPadding } from "../../src/evidence/tar.ts";
import { verifyBundle } from "../../src/evidence/verify-bundle.ts";
import { atEpochMs, evidenceFile, keyPem, testFolder } from "../support/evidence.ts";

const folder = testFolder();
const bundle = join(folder, "good.bundle");
writeBundle({
  evidenceFile: evidenceFile(join(folder, "e.sqlite"), 6),
  output: bundle,
  entries: [{ name: "exchanges.har", content: '{"log":{}}' }],
  keyPem,
  version: "1.2.3",
  nowEpochMs: atEpochMs,
});
const good = readFileSync(bundle);

/** Mutations tried: 10 000 where EVIDENCE_MUTATIONS says so. */
const mutations = Number(process.env.EVIDENCE_MUTATIONS ?? 600);

function verified(bytes: Uint8Array): { holds: boolean; firstBad: number | null; problem: string | null } {
  const path = join(folder, "mutated.bundle");
  writeFileSync(path, bytes);
  try {
    return verifyBundle(path);
  } catch (error) {
    return { holds: false, firstBad: null, problem: String(error) };
  }
}

/** Numbers from 0 to below 1 that are the same in every run. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 0x1_0000_0000;
  };
}

/** Where each record stands in the file: offsets of its line. */
const lines = (() => {
  const found: { from: number; until: number }[] = [];
  for (let at = good.indexOf('{"hash":"'); at >= 0 && found.length < 8; ) {
    const end = good.indexOf("\n", at);
    found.push({ from: at, until: end });
    at = end + 1;
  }
  return found;
})();

describe("a sealed bundle", () => {
  it("holds as it was written", () => {
    const check = verifyBundle(bundle);
    expect(check).toMatchObject({ holds: true, firstBad: null, problem: null, records: 8, unsignedTail: 0 });
    expect(check.head).toMatch(/^[0-9a-f]{64}$/);
    expect(lines).toHaveLength(8);
  });

  it("shows every change of one byte, and names the first record that is wrong", () => {
    const next = random(7);
    const missed: string[] = [];
    for (let round = 0; round < mutations; round += 1) {
      const at = Math.floor(next() * good.length);
      const bytes = Buffer.from(good);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(next() * 8));
      const check = verified(bytes);
      const line = lines.findIndex(({ from, until }) => at >= from && at < until);
      if (check.holds || (line >= 0 && check.firstBad !== line + 1))
        missed.push(`${at}: ${JSON.stringify(check)}`);
    }
    expect(missed).toEqual([]);
  }, 600_000);

  it("shows records that are swapped, doubled, taken out or cut off", () => {
    const line = (at: number): Buffer => good.subarray(lines[at]?.from, (lines[at]?.until ?? 0) + 1);
    const start = lines[0]?.from ?? 0;
    const end = (lines[7]?.until ?? 0) + 1;
    const withOrder = (order: readonly number[]): Buffer => {
      const whole = Buffer.concat(order.map(line));
      const filled = Buffer.concat([whole, Buffer.alloc(Math.max(0, end - start - whole.length))]).subarray(
        0,
        end - start,
      );
      return Buffer.concat([good.subarray(0, start), filled, good.subarray(end)]);
    };
    expect(verified(withOrder([0, 1, 2, 3, 4, 5, 6, 7])).holds).toBe(true);
    expect(verified(withOrder([0, 1, 3, 2, 4, 5, 6, 7]))).toMatchObject({ holds: false, firstBad: 3 });
    expect(verified(withOrder([0, 1, 1, 2, 3, 4, 5, 6, 7]))).toMatchObject({ holds: false, firstBad: 3 });
    expect(verified(withOrder([0, 1, 2, 4, 5, 6, 7]))).toMatchObject({ holds: false, firstBad: 4 });
    expect(verified(good.subarray(0, good.length - 512)).holds).toBe(false);
    expect(verified(Buffer.concat([good, Buffer.alloc(512)])).holds).toBe(false);
  });

  it("that is nested beyond all bounds is malformed, and no more", () => {
    const deep = `${"[".repeat(200_000)}${"]".repeat(200_000)}`;
    const packed = (files: Readonly<Record<string, string>>): Buffer =>
      Buffer.concat([
        ...Object.entries(files).flatMap(([name, text]) => [
          tarHeader(name, Buffer.byteLength(text)),
          Buffer.from(text),
          tarPadding(Buffer.byteLength(text)),
        ]),
        tarEnd,
      ]);
    const facts = { publicKey: publicKeyPem(createPublicKey(keyPem)) };
    const record = `{"kind":"note","of":${deep}}`;
    const hash = chainLink(chainStart(facts), 1, "note", record);
    const lined = {
      "facts.json": JSON.stringify(facts),
      "exchanges.jsonl": `{"hash":"${hash}","kind":"note","record":${record},"sequence":1}\n`,
      "checkpoints.jsonl": "",
    };
    expect(verified(packed(lined))).toMatchObject({
      holds: false,
      firstBad: 1,
      problem: "record 1 is malformed",
    });
    expect(verified(packed({ ...lined, "facts.json": `{"publicKey":"x","a":${deep}}` }))).toMatchObject({
      holds: false,
      problem: "facts.json is missing or malformed",
    });
    expect(
      verified(packed({ ...lined, "checkpoints.jsonl": `{"sequence":1,"hash":${deep}}\n` })),
    ).toMatchObject({ holds: false, problem: "record 1 is malformed" });
  });

  it("is refused under another key than the one given", () => {
    const { publicKey } = generateKeyPairSync("ed25519");
    expect(verifyBundle(bundle, publicKey)).toMatchObject({ holds: false, firstBad: null });
    expect(verifyBundle(bundle, createPublicKey(keyPem)).holds).toBe(true);
  });

  it("is verified by tar and openssl, without countersign", (context) => {
    if (spawnSync("openssl", ["version"]).status !== 0) context.skip();
    expect(spawnSync("tar", ["-xf", bundle], { cwd: folder }).status).toBe(0);
    const words =
      "pkeyutl -verify -pubin -inkey public-key.pem -rawin -in manifest.json -sigfile manifest.sig".split(
        " ",
      );
    const run = spawnSync("openssl", words, { cwd: folder, encoding: "utf8" });
    expect(run.stdout).toContain("Signature Verified Successfully");
    expect(run.status).toBe(0);
    const { files } = JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8"));
    const sums = files
      .map(({ name, sha256 }: { name: string; sha256: string }) => `${sha256}  ${name}\n`)
      .join("");
    expect(
      spawnSync("sha256sum", ["-c", "--quiet"], { cwd: folder, input: sums, encoding: "utf8" }).status,
    ).toBe(0);
  });
});
