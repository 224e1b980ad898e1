import { describe, expect, it } from "vitest";
import {
  connectionsValue,
  failOnValue,
  hostValue,
  patternValue,
  portOrOff,
  portValue,
  proxyUrlValue,
  resignValue,
  schemeValue,
  signingKeyValue,
  switchValue,
  textValue,
  timeValue,
  workersValue,
} from "../../src/cli/option-values.ts";

describe("portValue", () => {
  it("takes 0 to 65535 and nothing else", () => {
    expect([portValue("0"), portValue("65535")]).toEqual([{ value: 0 }, { value: 65_535 }]);
    for (const text of ["65536", "-1", "80.0", "0x50", "", " 80", "8080\n", "off"])
      expect(portValue(text)).toHaveProperty("wrong");
  });
});

describe("connectionsValue", () => {
  it("takes 1 to 10000 and nothing else", () => {
    expect([connectionsValue("1"), connectionsValue("10000")]).toEqual([{ value: 1 }, { value: 10_000 }]);
    for (const text of ["0", "10001", "-1", "1e3", "", " 5", "05"])
      expect(connectionsValue(text)).toHaveProperty("wrong");
  });
});

describe("workersValue", () => {
  it("takes 1 to 64, auto, and nothing else", () => {
    expect([workersValue("1"), workersValue("64")]).toEqual([{ value: 1 }, { value: 64 }]);
    expect(workersValue("auto")).toEqual({
      value: expect.toSatisfy((count: number) => count >= 1 && count <= 64) as number,
    });
    expect(workersValue("65")).toEqual({ wrong: '"65" is neither a number from 1 to 64 nor auto' });
    for (const text of ["0", "-1", "1e1", "", " 2", "02"]) expect(workersValue(text)).toHaveProperty("wrong");
  });
});

describe("portOrOff", () => {
  it("takes a port or off", () => {
    expect([portOrOff("off"), portOrOff("8081")]).toEqual([{ value: "off" }, { value: 8081 }]);
    expect(portOrOff("on")).toEqual({ wrong: '"on" is neither a port number from 0 to 65535 nor off' });
  });
});

describe("hostValue", () => {
  it("takes addresses and names", () => {
    for (const text of ["127.0.0.1", "::1", "[::1]", "localhost"])
      expect(hostValue(text)).toEqual({ value: text });
    for (const text of ["", "a b", "http://x", "x/y"]) expect(hostValue(text)).toHaveProperty("wrong");
  });
});

describe("textValue", () => {
  it("takes any text but an empty one or one with a NUL byte", () => {
    expect(textValue("ä b")).toEqual({ value: "ä b" });
    expect(textValue("")).toEqual({ wrong: "it is empty" });
    expect(textValue("a\0")).toEqual({ wrong: "it holds a NUL byte" });
  });
});

describe("patternValue", () => {
  it("takes hosts, suffixes and ports", () => {
    for (const text of [
      "localhost:4566",
      "localhost",
      "*.internal",
      "127.0.0.1:9000",
      "[::1]:9000",
      "my_bucket.local",
    ]) {
      expect(patternValue(text)).toEqual({ value: text });
    }
    expect(patternValue("LOCALHOST")).toEqual({ value: "localhost" });
    for (const text of ["", "*", "http://x", "a b", "x/y", "a.*.b", ".x", "x:", "x:123456"]) {
      expect(patternValue(text)).toHaveProperty("wrong");
    }
  });
});

describe("proxyUrlValue", () => {
  it("takes http, https and SOCKS 5 proxies, with a password or without", () => {
    for (const text of ["http://proxy:3128", "https://user:pass@proxy.corp:443/", "socks5h://proxy:1080"]) {
      expect(proxyUrlValue(text)).toEqual({ value: text });
    }
  });

  it("never repeats what it refuses, because it may hold a password", () => {
    for (const text of ["socks4://user:canary@x:1", "canary", "http://x/canary", "http://x?canary"]) {
      expect(JSON.stringify(proxyUrlValue(text))).not.toContain("canary");
      expect(proxyUrlValue(text)).toHaveProperty("wrong");
    }
  });
});

describe("signingKeyValue", () => {
  it("never repeats what it refuses, because it holds a key", () => {
    expect(signingKeyValue("AKID:canary")).toEqual({
      wrong:
        "it must be AKID:YYYYMMDD:region:service:HEX, but it has 2 parts separated by colons, and needs five",
    });
  });
});

describe("failOnValue", () => {
  it("takes the four levels", () => {
    expect(["proven", "error", "warning", "never"].map(failOnValue)).toEqual([
      { value: "proven" },
      { value: "error" },
      { value: "warning" },
      { value: "never" },
    ]);
    expect(failOnValue("ERROR")).toEqual({ wrong: '"ERROR" is none of proven, error, warning, never' });
  });
});

describe("timeValue", () => {
  it.each([
    ["20260102T030405Z", Date.UTC(2026, 0, 2, 3, 4, 5)],
    ["2026-01-02T03:04:05Z", Date.UTC(2026, 0, 2, 3, 4, 5)],
    ["2026-01-02T03:04:05.678Z", Date.UTC(2026, 0, 2, 3, 4, 5, 678)],
    ["2026-01-02T05:04:05+02:00", Date.UTC(2026, 0, 2, 3, 4, 5)],
    ["2026-01-02T03:04Z", Date.UTC(2026, 0, 2, 3, 4)],
    ["2026-01-02", Date.UTC(2026, 0, 2)],
  ])("reads %s", (text, value) => {
    expect(timeValue(text)).toEqual({ value });
  });

  it.each(["", "now", "2026-13-02T03:04:05Z", "2026-01-02T03:04:05", "1767323045", "20260102T030405"])(
    "refuses %j",
    (text) => {
      expect(timeValue(text)).toHaveProperty("wrong");
    },
  );
});

describe("schemeValue, switchValue and resignValue", () => {
  it("take their words and no others", () => {
    expect([schemeValue("http"), schemeValue("https")]).toEqual([{ value: "http" }, { value: "https" }]);
    expect(schemeValue("ftp")).toHaveProperty("wrong");
    expect(["1", "true", "yes", "ON"].map(switchValue)).toEqual(Array(4).fill({ value: true }));
    expect(["0", "false", "no", "off", ""].map(switchValue)).toEqual(Array(5).fill({ value: false }));
    expect(switchValue("maybe")).toHaveProperty("wrong");
    expect(["off", "mismatch", "all"].map(resignValue)).toEqual([
      { value: "off" },
      { value: "mismatch" },
      { value: "all" },
    ]);
    expect(resignValue("ALL")).toEqual({ wrong: '"ALL" is not off, mismatch or all' });
  });

  it("shows unprintable characters of what they refuse as question marks, and cuts long texts", () => {
    expect(schemeValue("a\u001b[31m")).toEqual({ wrong: '"a?[31m" is neither http nor https' });
    expect(JSON.stringify(schemeValue("x".repeat(10_000))).length).toBeLessThan(200);
  });
});
