import { describe, expect, it } from "vitest";
import { explainedText } from "../../src/cli/inspected-text.ts";
import { exampleKnowledge } from "../../src/diagnosis/example.ts";
import { contentTypeChanged } from "../../src/diagnosis/findings/content-type-changed.ts";
import { rawExchange } from "../../src/report/raw-request.ts";
import { noKnowledge } from "../../src/sigv4/known-credentials.ts";
import { inspectedSample } from "../support/inspector-fixture.ts";

describe("a pasted text", () => {
  it("is examined with what is known: a request whose line ends became line feeds", async () => {
    const { request } = contentTypeChanged.example();
    const lines = [
      `${request.method} ${request.target} HTTP/1.1`,
      ...request.headers.map(([name, value]) => `${name}: ${value}`),
      "",
      Buffer.from(request.body.content ?? []).toString("latin1"),
    ];
    const { examined, refusal } = await explainedText(lines.join("\n"), exampleKnowledge());
    expect(refusal).toBeNull();
    expect(examined[0]?.exchange.examination).toMatchObject({
      verdict: "mismatch",
      causes: ["content-type-changed"],
    });
    expect(examined[0]?.rules["content-type-changed"]?.why).not.toBe("");
  });

  it("is kept byte for byte where it has carriage returns", async () => {
    const raw = rawExchange(
      inspectedSample({ url: "https://examplebucket.s3.us-east-1.amazonaws.com/a%20b" }),
    );
    const { examined } = await explainedText(raw, noKnowledge);
    expect(examined[0]?.exchange.examination.request.target).toBe("/a%20b");
  });

  it("is refused in words where nothing in it is a request", async () => {
    for (const text of ["", "hello", "{", "\u0000\u0001", "<Error>"]) {
      const { examined, refusal } = await explainedText(text, noKnowledge);
      expect([text, examined.length === 0 ? typeof refusal : "string"]).toEqual([text, "string"]);
    }
  });

  it("shows no secret that was pasted", async () => {
    const text = `curl -H 'X-Amz-Security-Token: CANARY-token-7c1f' -H 'Cookie: a=CANARY-cookie-7c1f' --user 'AKIAIOSFODNN7EXAMPLE:CANARYsecret7c1fCANARYsecret7c1fCANARYsec' --aws-sigv4 aws:amz:us-east-1:s3 https://examplebucket.s3.amazonaws.com/`;
    const answer = JSON.stringify(await explainedText(text, noKnowledge));
    expect(answer).toContain("examplebucket");
    expect(answer).not.toMatch(/CANARY/);
  });

  it("is shown up to fifty requests", async () => {
    const one = "GET / HTTP/1.1\r\nHost: examplebucket.s3.amazonaws.com\r\n\r\n";
    const { examined } = await explainedText(
      Array.from({ length: 60 }, () => one).join("\r\n%%%\r\n"),
      noKnowledge,
    );
    expect(examined.length).toBeLessThanOrEqual(50);
    expect(examined.length).toBeGreaterThan(20);
  });
});
