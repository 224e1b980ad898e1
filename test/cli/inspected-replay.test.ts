import { describe, expect, it } from "vitest";
import { openReplayer, replayableExchange } from "../../src/cli/inspected-replay.ts";
import { exampleKnowledge } from "../../src/diagnosis/example.ts";
import { latin1 } from "../../src/http/http-message.ts";
import { noKnowledge } from "../../src/sigv4/known-credentials.ts";
import { inspectedSample } from "../support/inspector-fixture.ts";

const url = "https://examplebucket.s3.us-east-1.amazonaws.com/report.json";
const sample = inspectedSample({ url, method: "PUT", body: "abc" }, "a-1");
const nowhere = { port: 1, certificatePem: "" };

describe("a request of the list sent again", () => {
  it("is what was captured, its body only where it was kept as it was sent", () => {
    const whole = replayableExchange(sample);
    expect([whole.request.method, whole.request.authority, whole.request.target]).toEqual([
      "PUT",
      "examplebucket.s3.us-east-1.amazonaws.com",
      "/report.json",
    ]);
    expect(latin1(whole.request.body.content ?? new Uint8Array())).toBe("abc");
    for (const requestBody of [
      { bytes: 3, text: "[redacted]", exact: false },
      { bytes: 3, text: null, exact: false },
    ])
      expect(replayableExchange({ ...sample, requestBody }).request.body.content).toBeNull();
  });

  it("is offered with the reason where it cannot be sent", async () => {
    const knows = openReplayer(nowhere, async () => exampleKnowledge());
    expect(await knows.offer(sample)).toEqual({
      captured: "The value of Authorization was not kept.",
      signed: null,
      changes: true,
    });
    const knowsNothing = openReplayer(nowhere, async () => noKnowledge);
    expect(await knowsNothing.offer(sample)).toMatchObject({ signed: "No secret is known for its key id." });
    const cut = { ...sample, requestBody: { bytes: 3, text: null, exact: false } };
    const { signed } = await knows.offer(cut);
    expect(signed).toMatch(/body/);
    expect(await knowsNothing.send(sample, true)).toEqual({ refused: "No secret is known for its key id." });
  });

  it("that cannot be sent says why", async () => {
    const knows = openReplayer(nowhere, async () => exampleKnowledge());
    expect(await knows.send(sample, true)).toEqual({ refused: expect.stringMatching(/^[A-Z].*\.$/) });
  });
});
