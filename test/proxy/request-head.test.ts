import { describe, expect, it } from "vitest";
import { announcesBody, hasRawHeader, headText } from "../../src/proxy/request-head.ts";

describe("a request head", () => {
  it("is written as it was read", () => {
    const rawHeaders = ["Host", "a", "X-a", "1", "x-A", ""];
    expect(headText({ method: "GET", target: "/?", httpVersion: "1.0", rawHeaders })).toBe(
      "GET /? HTTP/1.0\r\nHost: a\r\nX-a: 1\r\nx-A: \r\n\r\n",
    );
  });
  it("is searched by name in any case, never by value", () => {
    expect(hasRawHeader(["Content-LENGTH", "1"], "content-length")).toBe(true);
    expect(hasRawHeader(["x", "content-length"], "content-length")).toBe(false);
  });
  it("announces a body by its coding or by a length that is not zero", () => {
    expect(announcesBody(["Host", "a", "Transfer-ENCODING", "chunked"])).toBe(true);
    expect(announcesBody(["content-length", "10"])).toBe(true);
    expect(announcesBody(["Content-Length", "0"])).toBe(false);
    expect(announcesBody(["x", "transfer-encoding"])).toBe(false);
  });
});
