// Secrets of every kind go through the proxy, and none of them is in anything that countersign leaves behind.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { writeBundle } from "../../src/evidence/bundle.ts";
import { openEvidenceWriter } from "../../src/evidence/evidence-writer.ts";
import {
  atEpochMs,
  batchOf,
  exchangeOf,
  keyPem,
  plainRequest,
  testFolder,
  writerOptions,
} from "../support/evidence.ts";

/** Twenty secrets, each where it is found in the wild. */
const canary = (at: number): string => `Canary${String(at).padStart(2, "0")}xQ7vTz93Lm`;

const signed =
  "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260102/us-east-1/dynamodb/aws4_request, SignedHeaders=host;x-amz-date, Signature=";
const signature = "5ec2e7000000000000000000000000000000000000000000000000000000ca9a";

const requests = [
  plainRequest([
    ["Authorization", signed + signature],
    ["X-Amz-Date", "20260102T030405Z"],
    ["X-Amz-Security-Token", canary(1)],
  ]),
  plainRequest([
    ["Authorization", `Bearer ${canary(2)}`],
    ["Cookie", `session=${canary(3)}`],
  ]),
  plainRequest([
    ["Proxy-Authorization", `Basic ${canary(4)}`],
    ["x-amz-server-side-encryption-customer-key", canary(5)],
  ]),
  plainRequest([
    ["x-amz-copy-source-server-side-encryption-customer-key", canary(6)],
    ["x-amz-sso_bearer_token", canary(7)],
  ]),
  plainRequest([
    ["x-api-key", canary(8)],
    ["x-amz-meta-note", canary(9)],
    ["X-Of-Our-Own", canary(10)],
  ]),
  plainRequest(
    [],
    "",
    `/?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=${signature}&X-Amz-Security-Token=${canary(11)}`,
  ),
  plainRequest([], "", `/?access_token=${canary(12)}&filter=${canary(13)}`),
  plainRequest([["X-Amz-Target", "secretsmanager.GetSecretValue"]], `{"SecretId":"${canary(14)}"}`),
  plainRequest(
    [["Content-Type", "application/x-www-form-urlencoded"]],
    `Action=AssumeRoleWithSAML&SAMLAssertion=${canary(15)}`,
  ),
  plainRequest(
    [["Content-Type", "application/x-www-form-urlencoded"]],
    `Action=SendMessage&MessageBody=${canary(16)}`,
  ),
  plainRequest(
    [["Content-Type", "application/json"]],
    `{"TableName":"t","Item":{"password":{"S":"${canary(17)}"}}}`,
  ),
  plainRequest(
    [["Content-Type", "application/xml"]],
    `<Put><Value secret="${canary(18)}">${canary(19)}</Value></Put>`,
  ),
  plainRequest([["Content-Type", "text/plain"]], canary(20)),
];
const answers = requests.map(
  (_, at) => `{"Item":{"note":{"S":"${canary(at + 1)}"}},"message":"${at < 1 ? canary(1) : "ok"}"}`,
);

/** Every spelling in which a text may lie in a file. */
function spellings(text: string): string[] {
  const base64 = [0, 1, 2].map((shift) => {
    const coded = Buffer.concat([Buffer.alloc(shift), Buffer.from(text)]).toString("base64");
    return coded.slice(shift === 0 ? 0 : 4, -4);
  });
  return [
    text,
    Buffer.from(text).toString("hex"),
    ...base64,
    [...text].map((letter) => `%${letter.charCodeAt(0).toString(16)}`).join(""),
  ];
}

function bytesBelow(folder: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    const path = join(folder, name);
    if (statSync(path).isFile()) found.set(name, readFileSync(path).toString("latin1"));
  }
  return found;
}

function hits(files: ReadonlyMap<string, string>): string[] {
  const secrets = [...Array.from({ length: 20 }, (_, at) => canary(at + 1)), signature];
  return [...files].flatMap(([name, bytes]) =>
    secrets
      .filter((secret) => spellings(secret).some((spelling) => bytes.includes(spelling)))
      .map((secret) => `${name}: ${secret}`),
  );
}

function written(keepBodies: "none" | "hash" | "redacted", close: boolean): Map<string, string> {
  const folder = testFolder();
  const path = join(folder, "e.sqlite");
  const writer = openEvidenceWriter(writerOptions(path, { keepBodies, spoolAboveBytes: 16 }), atEpochMs);
  const exchanges = requests.map((request, at) => exchangeOf(`run-${at}`, request, answers[at]));
  const reply = writer.write(batchOf(...exchanges), atEpochMs);
  expect(reply).toEqual({ kind: "written", stored: requests.length, trouble: null });
  if (!close) {
    const open = bytesBelow(folder);
    writer.close(atEpochMs);
    return open;
  }
  writer.close(atEpochMs);
  writeBundle({
    evidenceFile: path,
    output: join(folder, "b.bundle"),
    entries: [],
    keyPem,
    version: "0",
    nowEpochMs: atEpochMs,
  });
  return bytesBelow(folder);
}

describe("secrets that pass", () => {
  it("are found by the scan where they are", () => {
    expect(hits(new Map([["raw", answers.join("")]]))).toHaveLength(13);
    expect(hits(new Map([["coded", Buffer.from(`x${canary(3)}y`).toString("base64")]]))).toEqual([
      "coded: Canary03xQ7vTz93Lm",
    ]);
  });

  it.each(["none", "hash", "redacted"] as const)(
    "are in no file of evidence nor its bundle, bodies kept: %s",
    (keepBodies) => {
      const files = written(keepBodies, true);
      expect(files.size).toBeGreaterThan(1);
      expect(hits(files)).toEqual([]);
    },
  );

  it("are in no journal while the file is open", () => {
    const files = written("redacted", false);
    expect([...files.keys()].some((name) => name.endsWith("-wal"))).toBe(true);
    expect(hits(files)).toEqual([]);
  });
});
