import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { createExaminer, examine } from "../../src/diagnosis/examine.ts";
import { exampleKnowledge } from "../../src/diagnosis/example.ts";
import { parseHttpMessage } from "../../src/http/http-message.ts";
import { smithyRequests } from "../support/smithy-requests.ts";

const python = "/usr/bin/python3";
const botocore = spawnSync(python, ["-c", "import botocore.auth"]).status === 0;
const script = fileURLToPath(new URL("../support/botocore-requests.py", import.meta.url));

/** What is not as it should be: anything but valid, and any finding at all. */
function complaints(messages: readonly Buffer[]): string[] {
  const examiner = createExaminer(exampleKnowledge());
  const found: string[] = [];
  for (const [index, bytes] of messages.entries()) {
    const parsed = parseHttpMessage(bytes, { scheme: null });
    if ("refusal" in parsed) throw new Error(parsed.refusal);
    const now = Date.now();
    const { verdict, findings } = examine(
      {
        id: String(index),
        input: null,
        index,
        request: parsed.request,
        response: null,
        selfCheck: null,
        nowEpochMs: now,
      },
      examiner,
    );
    if (verdict === "valid" && findings.length === 0) continue;
    found.push(
      `${verdict} ${findings.map(({ rule, detail }) => `${rule}: ${detail}`).join()}\n${bytes.toString("latin1")}`,
    );
  }
  return found;
}

describe("correct requests", () => {
  it("of the SDK's signer are all valid, without a single finding", async () => {
    expect(complaints(await smithyRequests(5000, 1)).slice(0, 3)).toEqual([]);
  }, 120_000);
  it.skipIf(!botocore)(
    "of botocore's signers are all valid, without a single finding",
    () => {
      const { stdout, status } = spawnSync(python, [script, "5000", "1"], { maxBuffer: 1 << 28 });
      expect(status).toBe(0);
      const messages = framed(stdout);
      expect(messages.length).toBe(5000);
      expect(complaints(messages).slice(0, 3)).toEqual([]);
    },
    120_000,
  );
});

function framed(bytes: Buffer): Buffer[] {
  const messages: Buffer[] = [];
  let at = 0;
  while (at < bytes.length) {
    const feed = bytes.indexOf(10, at);
    const length = Number(bytes.subarray(at, feed).toString());
    messages.push(bytes.subarray(feed + 1, feed + 1 + length));
    at = feed + 1 + length;
  }
  return messages;
}
