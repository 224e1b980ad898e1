import { describe, expect, it } from "vitest";
import { textParts } from "../../src/diagnosis/text-parts.ts";

const hash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

describe("textParts", () => {
  it("reads a whole text", () => {
    expect(textParts(`GET\n/a\nb=1\nhost:x\n\nhost\n${hash}`)).toEqual({
      method: "GET",
      path: "/a",
      query: "b=1",
      headers: [{ name: "host", value: "x" }],
      signedHeaders: ["host"],
      payloadHash: hash,
      whole: true,
    });
  });
  it("reads what a cut text still holds", () => {
    expect(textParts(`\xe2\x80\xa6\naccept-encoding:gzip,gzip(gfe)\nhost:x\n\xe2\x80\xa6`)).toEqual({
      method: null,
      path: null,
      query: null,
      headers: [
        { name: "accept-encoding", value: "gzip,gzip(gfe)" },
        { name: "host", value: "x" },
      ],
      signedHeaders: null,
      payloadHash: null,
      whole: false,
    });
    expect(textParts("PUT\n/demo/\n\n...")).toMatchObject({
      method: "PUT",
      path: "/demo/",
      query: "",
      whole: false,
    });
    expect(textParts("/%40a%20b.txt")).toMatchObject({ method: null, path: "/%40a%20b.txt", query: null });
  });
  it("takes anything", () => {
    expect(textParts("")).toMatchObject({ path: null, headers: [] });
    expect(textParts("\n".repeat(10_000))).toMatchObject({ path: null });
  });
});
