// The signing test suite of awslabs/aws-c-auth (Apache-2.0), header and query, Version 4 and SigV4A: each request as it goes on the
// wire, the string to sign (whose last line is the hash of the canonical request) and the signature the suite gives. A SigV4A
// signature is another one each time: the suite's own and that inside its signed request are both verified.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { createExaminer, examine } from "../../src/diagnosis/examine.ts";
import { latin1Bytes, parseHttpMessage } from "../../src/http/http-message.ts";
import type { Knowledge } from "../../src/sigv4/known-credentials.ts";
import { Secret } from "../../src/sigv4/secret.ts";

interface Vector {
  readonly name: string;
  readonly kind: "header" | "query";
  /** The head, its lines divided by a line feed. */
  readonly request: string;
  readonly body?: string;
  readonly stringToSign: string;
  readonly signature: string;
}

const [head = "", ...lines] = readFileSync(new URL("c-auth-vectors.jsonl", import.meta.url), "utf8")
  .trimEnd()
  .split("\n");
const { accessKeyId, secretAccessKey }: { accessKeyId: string; secretAccessKey: string } = JSON.parse(head);
const vectors: readonly Vector[] = lines.map((line) => JSON.parse(line));
const knowledge: Knowledge = {
  credentials: [
    {
      accessKeyId,
      secretAccessKey: new Secret(secretAccessKey),
      spelling: null,
      sessionToken: null,
      source: "the suite",
    },
  ],
  signingKeys: [],
};
const examiner = createExaminer(knowledge);

function examined(message: string) {
  const parsed = parseHttpMessage(latin1Bytes(message), { scheme: null });
  if ("refusal" in parsed) throw new Error(parsed.refusal);
  return examine(
    {
      id: "1",
      input: null,
      index: 0,
      request: parsed.request,
      response: null,
      selfCheck: null,
      nowEpochMs: null,
    },
    examiner,
  );
}

describe("the signing test suite of aws-c-auth", () => {
  it("has 76 vectors of each algorithm", () => {
    const count = (suite: string): number => vectors.filter(({ name }) => name.startsWith(suite)).length;
    expect([count("v4/"), count("v4a/")]).toEqual([76, 76]);
  });

  it.each(vectors)("verifies $name by $kind", ({ request, body = "", stringToSign, signature }) => {
    const message = `${request.replaceAll("\n", "\r\n")}\r\n\r\n${body}`;
    const own = examined(message);
    expect(own.derivation?.stringToSign).toBe(stringToSign);
    expect(own.verdict).toBe("valid");
    expect(own.findings.filter(({ severity }) => severity === "error")).toEqual([]);
    const other = message.replace(/(Signature=)[0-9a-f]{64,}/, `$1${signature}`);
    expect(examined(other).verdict).toBe("valid");
    const broken = message.replace(
      /(Signature=[0-9a-f]{40})([0-9a-f])/,
      (_, before: string, digit: string) => before + (digit === "0" ? "1" : "0"),
    );
    expect(examined(broken).verdict).toBe("mismatch");
  });
});
