import { describe, expect, it } from "vitest";
import { percentDecode, percentEncode, percentEncodePath } from "../../src/sigv4/percent-encoding.ts";

describe("percent-encoding", () => {
  it("leaves the unreserved characters alone and encodes every other byte with capitals", () => {
    expect(percentEncode("AZaz09-._~")).toBe("AZaz09-._~");
    expect(percentEncode(" !*'()/+=\u00e9\u0000")).toBe("%20%21%2A%27%28%29%2F%2B%3D%E9%00");
  });
  it("keeps the slash in paths", () => {
    expect(percentEncodePath("/a b/c:d")).toBe("/a%20b/c%3Ad");
  });
  it("decodes once and leaves what is not well-formed", () => {
    expect(percentDecode("a%2Fb%252F%zz%4")).toBe("a/b%2F%zz%4");
  });
});
