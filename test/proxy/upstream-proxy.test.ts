import { describe, expect, it } from "vitest";
import type { Authority } from "../../src/interception/authority.ts";
import {
  basicAuthorization,
  parseUpstreamProxy,
  tunnelProxySettings,
  upstreamProxyFor,
} from "../../src/proxy/upstream-proxy.ts";

const s3: Authority = { host: "s3.amazonaws.com", port: 443, kind: "name" };

function used(noProxy: string, destination: Authority = s3): boolean {
  return (
    upstreamProxyFor(
      { httpsProxy: "http://proxy.test:3128", httpProxy: null, noProxy },
      destination,
      true,
    ) !== null
  );
}

describe("an upstream proxy's address", () => {
  it("is read with and without scheme, login and port", () => {
    expect(parseUpstreamProxy("proxy.test:3128")).toEqual({
      protocol: "http",
      authority: { host: "proxy.test", port: 3128, kind: "name" },
      login: null,
    });
    expect(parseUpstreamProxy("http://proxy.test")).toMatchObject({ authority: { port: 80 } });
    expect(parseUpstreamProxy("HTTPS://proxy.test/")).toMatchObject({
      protocol: "https",
      authority: { port: 443 },
    });
    expect(parseUpstreamProxy("socks5h://proxy.test")).toMatchObject({
      protocol: "socks5",
      authority: { port: 1080 },
    });
    expect(parseUpstreamProxy("http://a:b%40c:d@e@[::1]:1")).toMatchObject({
      authority: { host: "::1" },
      login: { user: "a", password: "b@c:d@e" },
    });
    expect(parseUpstreamProxy("http://only%@h:1")?.login).toEqual({ user: "only%", password: "" });
  });
  it("is none when it cannot be one", () => {
    for (const text of ["", "socks4://a:1", "socks5://", "http://", "http://a:99999", "http://a/b", "a b"]) {
      expect(parseUpstreamProxy(text)).toBeNull();
    }
    expect(parseUpstreamProxy(`socks5://a:${"x".repeat(256)}@h:1`)).toBeNull();
    expect(parseUpstreamProxy("socks5://:p@h:1")).toBeNull();
  });
});

describe("basic authorization", () => {
  it("is user and password in UTF-8", () => {
    expect(basicAuthorization({ user: "a", password: "b@c" })).toBe("Basic YTpiQGM=");
    expect(basicAuthorization({ user: "\u00fc", password: "" })).toBe("Basic w7w6");
  });
});

describe("the choice of an upstream proxy", () => {
  it("follows the scheme", () => {
    const settings = { httpsProxy: "http://s.test:1", httpProxy: "http://p.test:2", noProxy: null };
    expect(upstreamProxyFor(settings, s3, true)?.authority.host).toBe("s.test");
    expect(upstreamProxyFor(settings, { ...s3, port: 80 }, false)?.authority.host).toBe("p.test");
    expect(upstreamProxyFor(null, s3, true)).toBeNull();
    expect(upstreamProxyFor({ ...settings, httpsProxy: "" }, s3, true)).toBeNull();
  });
  it("follows the port of a tunnel whose content is not ours to see", () => {
    const settings = { httpsProxy: "http://s.test:1", httpProxy: "http://p.test:2", noProxy: "n.test" };
    expect(tunnelProxySettings(settings, { port: 443 })).toEqual({
      httpsProxy: "http://s.test:1",
      httpProxy: "http://s.test:1",
      noProxy: "n.test",
    });
    expect(tunnelProxySettings(settings, { port: 80 })).toBe(settings);
    expect(tunnelProxySettings(null, { port: 443 })).toBe(null);
  });
  it("leaves out what NO_PROXY names", () => {
    expect(used("")).toBe(true);
    expect(used("*")).toBe(false);
    expect(used("amazonaws.com")).toBe(false);
    expect(used(".amazonaws.com")).toBe(false);
    expect(used("*.amazonaws.com")).toBe(false);
    expect(used("a.test, S3.AMAZONAWS.COM")).toBe(false);
    expect(used("s3.amazonaws.com:443")).toBe(false);
    expect(used("s3.amazonaws.com:8443")).toBe(true);
    expect(used("mazonaws.com")).toBe(true);
    expect(used("10.0.0.1", { host: "10.0.0.1", port: 443, kind: "ipv4" })).toBe(false);
    expect(used("fd00::1", { host: "fd00::1", port: 443, kind: "ipv6" })).toBe(false);
    expect(used("169.254.169.254")).toBe(true);
  });
  it("never stands between us and this machine", () => {
    expect(used("", { host: "localhost", port: 4566, kind: "name" })).toBe(false);
    expect(used("", { host: "127.0.0.1", port: 4566, kind: "ipv4" })).toBe(false);
    expect(used("", { host: "::1", port: 4566, kind: "ipv6" })).toBe(false);
  });
});
