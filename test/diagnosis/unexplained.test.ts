import { describe, expect, it } from "vitest";
import type { EnvelopeContext } from "../../src/diagnosis/rule.ts";
import { signedTexts } from "../../src/diagnosis/signed-texts.ts";
import { unexplained } from "../../src/diagnosis/unexplained.ts";
import { canonicalRequest } from "../../src/sigv4/canonical-request.ts";
import { contextOf } from "../support/context-of.ts";

const context = contextOf({ url: "https://examplebucket.s3.us-east-1.amazonaws.com/a" });
const own = canonicalRequest(context.input);
const outcome = {
  proof: null,
  alsoPossible: [],
  tried: 2000,
  counts: { requests: 700, keys: 300, texts: 40, combined: 960 },
  milliseconds: 12,
  exhausted: true,
};
const words = (more: Partial<EnvelopeContext>, exhausted = true) =>
  unexplained({ ...context, ...more }, { ...outcome, exhausted });

describe("an unexplained mismatch", () => {
  it("says what was ruled out, what remains and what would decide it", () => {
    const { detail, evidence } = words({});
    expect(detail).toContain("2000 suppositions were tried: 700 changed requests, 300 other keys");
    expect(detail).toContain("All of them were ruled out.");
    expect(evidence).toMatchObject({ tried: 2000, combined: 960, exhausted: true });
    expect(evidence.next).toContain("debug log");
    expect(words({}, false).detail).toContain("The bound of the search was hit");
  });
  it("asks for the secret when the client's own canonical request is right", () => {
    expect(words({ clientTexts: signedTexts(own, null) }).evidence.next).toContain(
      "the secret the client really uses",
    );
  });
  it("looks before countersign when the server read the same, and behind it when it read otherwise", () => {
    expect(words({ serverTexts: signedTexts(own, null) }).evidence.next).toContain("before countersign");
    expect(words({ serverTexts: signedTexts(own.replace("GET", "PUT"), null) }).evidence.next).toContain(
      "second capture",
    );
  });
  it("names a body that was too long to be kept", () => {
    const body = { bytes: 9_000_000, sha256Hex: "0".repeat(64), content: null };
    expect(words({ request: { ...context.request, body } }).detail).toContain("too long to be kept");
  });
});
