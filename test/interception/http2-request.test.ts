import { describe, expect, it } from "vitest";
import { http2Plan, http2Request } from "../../src/interception/http2-request.ts";
import type { Arrival } from "../../src/interception/plan.ts";

const arrival: Arrival = {
  authority: { host: "kinesis.us-east-1.amazonaws.com", port: 443, kind: "name" },
  scheme: "https",
  sni: "kinesis.us-east-1.amazonaws.com",
};
const host = "kinesis.us-east-1.amazonaws.com";
const pseudo = [":method", "POST", ":scheme", "https", ":authority", host, ":path", "/"];

function refusalOf(list: readonly string[]): string | null {
  const plan = http2Plan(http2Request(list), arrival);
  return plan.action === "refuse" ? `${plan.status} ${plan.rule}` : null;
}

describe("a request head of HTTP/2", () => {
  it("is taken apart with its order and duplicates kept", () => {
    const request = http2Request([
      ...pseudo,
      "x-b",
      "2",
      "x-a",
      "1",
      "x-b",
      "3",
      "cookie",
      "a=1",
      "cookie",
      "b=2",
    ]);
    expect(request).toEqual({
      method: "POST",
      target: "/",
      scheme: "https",
      authority: host,
      rawHeaders: ["x-b", "2", "x-a", "1", "x-b", "3", "cookie", "a=1", "cookie", "b=2"],
      refusal: null,
    });
  });
  it("may name its host in a Host header, alone or beside :authority", () => {
    const bare = [":method", "GET", ":scheme", "https", ":path", "/", "host", host];
    expect(http2Request(bare).authority).toBe(host);
    expect(refusalOf(bare)).toBe(null);
    expect(refusalOf([...pseudo, "host", host])).toBe(null);
  });
  it("goes on with what HTTP/2 allows and HTTP/1.1 does not", () => {
    expect(
      refusalOf([...pseudo, "te", "trailers", "trailer", "x-amz-checksum-crc32", "content-length", "3"]),
    ).toBe(null);
  });
  it.each([
    ["a pseudo-header field behind others", ["x-a", "1", ...pseudo], "400 pseudo-header"],
    ["an unknown pseudo-header field", [...pseudo, ":status", "200"], "400 pseudo-header"],
    ["a pseudo-header field twice", [":method", "GET", ...pseudo], "400 pseudo-header"],
    ["no path", pseudo.slice(0, 6), "400 pseudo-header"],
    [
      "another scheme",
      [":method", "GET", ":scheme", "http", ":authority", host, ":path", "/"],
      "400 pseudo-header",
    ],
    ["CONNECT", [":method", "CONNECT", ":authority", host], "400 method"],
    ["a name in upper case", [...pseudo, "X-Amz-Date", "1"], "400 header-name-case"],
    ["a Connection header", [...pseudo, "connection", "keep-alive"], "400 connection-header"],
    ["Transfer-Encoding", [...pseudo, "transfer-encoding", "chunked"], "400 connection-header"],
    ["TE of another kind", [...pseudo, "te", "gzip"], "400 connection-header"],
    ["another Host", [...pseudo, "host", "other.test"], "400 host-count"],
    ["two Hosts", [...pseudo, "host", host, "host", host], "400 host-count"],
    ["no host at all", [":method", "GET", ":scheme", "https", ":path", "/"], "421 authority-mismatch"],
    [
      "the host of another tunnel",
      pseudo.map((part) => (part === host ? "other.test" : part)),
      "421 authority-mismatch",
    ],
    ["two Authorizations", [...pseudo, "authorization", "a", "authorization", "b"], "400 repeated-header"],
    ["a line break in a value", [...pseudo, "x-a", "1\r\nx-b: 2"], "400 header-value"],
    ["a line break in the path", pseudo.map((part) => (part === "/" ? "/a\r\nb" : part)), "400 target-bytes"],
    ["a length that is none", [...pseudo, "content-length", "+3"], "400 content-length"],
    ["too many fields", [...pseudo, ...Array.from({ length: 402 }, () => "a")], "400 header-count"],
  ])("is refused with %s", (_what, list, refusal) => {
    expect(refusalOf(list)).toBe(refusal);
  });
  it("is refused when the TLS server name is another host", () => {
    const plan = http2Plan(http2Request(pseudo), { ...arrival, sni: "other.test" });
    expect(plan).toMatchObject({ action: "refuse", status: 421, rule: "sni-mismatch" });
  });
});
