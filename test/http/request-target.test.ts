import { describe, expect, it } from "vitest";
import { hostOf, targetParts } from "../../src/http/request-target.ts";

describe("request target", () => {
  it.each([
    ["/a%2Fb//c?x=1?y", { path: "/a%2Fb//c", query: "x=1?y", authority: null, scheme: null }],
    ["/", { path: "/", query: "", authority: null, scheme: null }],
    ["/?", { path: "/", query: "", authority: null, scheme: null }],
    ["http://h.example:81/a?b", { path: "/a", query: "b", authority: "h.example:81", scheme: "http" }],
    ["HTTPS://h.example", { path: "", query: "", authority: "h.example", scheme: "https" }],
    ["http://h.example?x=1", { path: "", query: "x=1", authority: "h.example", scheme: "http" }],
    ["/http://not.absolute/", { path: "/http://not.absolute/", query: "", authority: null, scheme: null }],
    ["*", { path: "*", query: "", authority: null, scheme: null }],
    ["", { path: "", query: "", authority: null, scheme: null }],
  ])("cuts %j without decoding anything", (target, parts) => {
    expect(targetParts(target)).toEqual(parts);
  });
});

it("reads a host without its port, in lower case, brackets kept", () => {
  const hosts = ["S3.Amazonaws.com:443", "[::1]:9000", "h.", "", "h:"].map((authority) =>
    hostOf({ authority }),
  );
  expect(hosts).toEqual(["s3.amazonaws.com", "[::1]", "h", "", "h"]);
});
