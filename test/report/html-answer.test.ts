import { describe, expect, it } from "vitest";
import { htmlText } from "../../src/report/html.ts";
import { htmlAnswer } from "../../src/report/html-answer.ts";
import { ruleSample, validSample } from "../support/examination-samples.ts";

describe("the answer about one request", () => {
  it("opens with the title of the cause and marks what is proven", async () => {
    const text = htmlText(htmlAnswer(await ruleSample("host-port"), { titleId: "t", count: "" }));
    expect(text).toMatch(
      /^<h2 id="t">The port in the signed host is not the port in the Host header\.<\/h2>/,
    );
    expect(text).toContain('<li class="bad">mismatch</li><li>host-port</li><li class="good">proven</li>');
  });

  it("names who did what in a proof from the server's hash", async () => {
    const sample = await ruleSample("host-port");
    const proof = sample.proof && { ...sample.proof, of: "server-hash" as const };
    const text = htmlText(htmlAnswer({ ...sample, proof }, { titleId: "t", count: "" }));
    expect(text).toContain('<th scope="col">as read by the server</th>');
  });

  it("says that a request is in order", async () => {
    const text = htmlText(htmlAnswer(await validSample("v"), { titleId: "t", count: "twice" }));
    expect(text).toContain("The signature is right.");
    expect(text).toContain("<li>twice</li>");
    expect(text).not.toContain("Proof");
  });
});
