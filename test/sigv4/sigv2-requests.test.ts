// S3 requests that botocore signs by Signature Version 2: every sub-resource and response override it knows, header and query.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { createExaminer, examine } from "../../src/diagnosis/examine.ts";
import { exampleKnowledge, exampleSecret } from "../../src/diagnosis/example.ts";
import { latin1Bytes, parseHttpMessage } from "../../src/http/http-message.ts";

const lines = readFileSync(new URL("sigv2-requests.jsonl", import.meta.url), "utf8")
  .trimEnd()
  .split("\n");
const messages: readonly string[] = lines.slice(1).map((line) => JSON.parse(line));
const sets = ["AKIAIOSFODNN7EXAMPLE", "ASIAIOSFODNN7EXAMPLE"].flatMap(
  (accessKeyId) => exampleKnowledge(exampleSecret, accessKeyId).credentials,
);
const examiner = createExaminer({ credentials: sets, signingKeys: [] });

function verdictOf(message: string) {
  const parsed = parseHttpMessage(latin1Bytes(message), { scheme: null });
  if ("refusal" in parsed) throw new Error(parsed.refusal);
  const rest = { response: null, selfCheck: null, nowEpochMs: null };
  return examine({ id: "1", input: null, index: 0, request: parsed.request, ...rest }, examiner);
}

describe("S3 requests of Signature Version 2", () => {
  it("are 40", () => {
    expect(messages).toHaveLength(40);
  });

  it.each(messages.map((message) => [message.split("\r\n")[0] ?? "", message] as const))(
    "are valid, legacy and no longer valid for another key: %s",
    (_, message) => {
      const { verdict, findings } = verdictOf(message);
      expect(verdict).toBe("valid");
      expect(findings.map(({ rule, severity }) => [rule, severity])).toEqual([
        ["sigv2-where-v4-required", "warning"],
      ]);
      expect(verdictOf(message.replace("k%20%C3%BC.txt", "other").replace("/a", "/b")).verdict).toBe(
        "mismatch",
      );
    },
  );
});
