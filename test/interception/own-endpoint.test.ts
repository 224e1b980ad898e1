import { describe, expect, it } from "vitest";
import { endpointHost } from "../../src/interception/own-endpoint.ts";

const here = { port: 8080, anyName: false };

describe("the Host of a request to the endpoint", () => {
  it.each([
    "127.0.0.1:8080",
    "127.9.9.9:8080",
    "localhost:8080",
    "LOCALHOST:8080",
    "[::1]:8080",
    "s3.localhost:8080",
  ])("means countersign when it is %s", (host) => expect(endpointHost(host, here)).toEqual({ bucket: null }));

  it.each([
    ["lab-bucket.localhost:8080", "lab-bucket"],
    ["lab-bucket.s3.localhost:8080", "lab-bucket"],
    ["a.b.localhost:8080", "a.b"],
  ])("names the bucket of %s", (host, bucket) => expect(endpointHost(host, here)).toEqual({ bucket }));

  it.each([
    "evil.example:8080",
    "127.0.0.1.evil.example:8080",
    "localhost.evil.example:8080",
    "127.0.0.1:8081",
    "127.0.0.1",
    "127.0.0.1:",
    "a.localhost:8080",
    "-x-.localhost:8080",
    "s3.us-east-1.amazonaws.com",
    "user@127.0.0.1:8080",
    "",
    `${"a".repeat(5000)}:8080`,
  ])("means somebody else when it is %s", (host) => expect(endpointHost(host, here)).toBe(null));

  it("may be another name where other machines reach it, with the same port", () => {
    const open = { port: 8080, anyName: true };
    expect(endpointHost("countersign:8080", open)).toEqual({ bucket: null });
    expect(endpointHost("countersign", open)).toBe(null);
    expect(endpointHost("countersign", { port: 80, anyName: true })).toEqual({ bucket: null });
  });
});
