import { describe, expect, it } from "vitest";
import { refusedAccess, strangeness, tokenHeader, valuesOf } from "../../src/inspector/access.ts";

const asking = (...rawHeaders: string[]): { rawHeaders: string[]; method: string } => ({
  rawHeaders,
  method: "GET",
});

describe("the host of a request", () => {
  it.each(["127.0.0.1:8081", "localhost:8081", "LOCALHOST:8081", "[::1]:8081"])("may be %s", (host) => {
    expect(strangeness(asking("Host", host), { port: 8081 })).toBeNull();
  });

  it.each([
    "evil.test",
    "evil.test:8081",
    "127.0.0.1.evil.test:8081",
    "localhost.evil.test:8081",
    "127.0.0.1",
    "127.0.0.1:8082",
    "",
    "[::1%25x]:8081",
    "0.0.0.0:8081",
    "127.1:8081",
    "2130706433:8081",
    "localhost.:8081",
    "127.0.0.1:8081,evil.test",
  ])("is refused when it is %j: a name can be bound to this address by anyone", (host) => {
    expect(strangeness(asking("Host", host), { port: 8081 })).toBe(421);
  });

  it("is one", () => {
    expect(strangeness(asking(), { port: 8081 })).toBe(421);
    expect(strangeness(asking("Host", "127.0.0.1:8081", "host", "evil.test"), { port: 8081 })).toBe(421);
  });
});

describe("the origin of a request", () => {
  const from = (origin: string): number | null =>
    strangeness(asking("Host", "127.0.0.1:8081", "Origin", origin), { port: 8081 });

  it("is the page's own where there is one", () => {
    expect(from("http://127.0.0.1:8081")).toBeNull();
  });

  it.each([
    "http://evil.test",
    "http://127.0.0.1:3000",
    "http://localhost:8081",
    "https://127.0.0.1:8081",
    "null",
    "",
    "http://127.0.0.1:8081.evil.test",
  ])("is refused when it is %j", (origin) => {
    expect(from(origin)).toBe(403);
  });
});

describe("a request to a route", () => {
  const token = "correct-horse-battery-staple-0000";

  it("needs the token, whole and once", () => {
    expect(refusedAccess(asking("X-Countersign-Token", token), { token })).toBeNull();
    expect(
      refusedAccess(asking("x-countersign-token", token, "Sec-Fetch-Site", "same-origin"), { token }),
    ).toBeNull();
    for (const wrong of ["", token.slice(1), `${token}0`, token.toUpperCase()])
      expect(refusedAccess(asking(tokenHeader, wrong), { token })).toBe(401);
    expect(refusedAccess(asking(), { token })).toBe(401);
    expect(refusedAccess(asking(tokenHeader, token, tokenHeader, token), { token })).toBe(401);
  });

  it.each(["cross-site", "same-site", "anything"])("is refused when the browser says %s made it", (site) => {
    expect(refusedAccess(asking(tokenHeader, token, "Sec-Fetch-Site", site), { token })).toBe(403);
  });

  it("shows every value of a header", () => {
    expect(valuesOf(asking("A", "1", "a", "2", "B", "3"), "a")).toEqual(["1", "2"]);
  });
});
