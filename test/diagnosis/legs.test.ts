import { describe, expect, it } from "vitest";
import { legs } from "../../src/diagnosis/legs.ts";
import { signedTexts } from "../../src/diagnosis/signed-texts.ts";
import { sha256Hex } from "../../src/http/digest.ts";
import { canonicalRequest } from "../../src/sigv4/canonical-request.ts";
import { contextOf } from "../support/context-of.ts";

const context = contextOf({ url: "https://examplebucket.s3.us-east-1.amazonaws.com/a" });
const wire = canonicalRequest(context.input);
const other = wire.replace("GET\n/a", "GET\n/b");

describe("the legs of a request", () => {
  it("are none where the wire alone is known", () => {
    expect(legs(context)).toEqual([]);
  });
  it("say what changed between client, wire and server", () => {
    const clientTexts = signedTexts(other, null);
    const serverTexts = signedTexts(wire, null);
    expect(legs({ ...context, clientTexts, serverTexts })).toEqual([
      { from: "client", to: "wire", same: false, changes: [{ part: "path", from: "/b", to: "/a" }] },
      { from: "wire", to: "server", same: true, changes: [] },
    ]);
  });
  it("compare hashes where there is no text", () => {
    const toSign = (text: string): string => `AWS4-HMAC-SHA256\nt\ns\n${sha256Hex(text)}`;
    const by = (text: string) => legs({ ...context, serverTexts: signedTexts(null, toSign(text)) });
    expect(by(other)).toEqual([{ from: "wire", to: "server", same: false, changes: null }]);
    expect(by(wire)).toEqual([{ from: "wire", to: "server", same: true, changes: [] }]);
  });
  it("join client and server where nothing was captured between them", () => {
    const texts = { clientTexts: signedTexts(other, null), serverTexts: signedTexts(wire, null) };
    expect(legs({ ...context, ...texts, origin: "server-texts" })).toMatchObject([
      { from: "client", to: "server", same: false },
    ]);
    expect(legs({ ...context, serverTexts: texts.serverTexts, origin: "server-texts" })).toEqual([]);
  });
});
