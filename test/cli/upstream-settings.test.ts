import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { clientCertificate, pemTexts, upstreamProxySettings } from "../../src/cli/upstream-settings.ts";
import { testFolder } from "../support/piped-countersign.ts";

const folder = testFolder("upstream");

describe("upstreamProxySettings", () => {
  it("is null without a proxy anywhere", () => {
    expect(upstreamProxySettings(null, { NO_PROXY: "x" })).toBeNull();
  });

  it("reads the environment, lower case first", () => {
    const environment = {
      HTTPS_PROXY: "http://a:1",
      https_proxy: "http://b:2",
      HTTP_PROXY: "http://c:3",
      no_proxy: "x",
    };
    expect(upstreamProxySettings(null, environment)).toEqual({
      httpsProxy: "http://b:2",
      httpProxy: "http://c:3",
      noProxy: "x",
    });
    expect(upstreamProxySettings(null, { ALL_PROXY: "http://d:4" })).toEqual({
      httpsProxy: "http://d:4",
      httpProxy: "http://d:4",
      noProxy: null,
    });
  });

  it("passes over a variable that names countersign itself", () => {
    const environment = { HTTPS_PROXY: "http://127.0.0.1:8080", COUNTERSIGN_PROXY: "http://127.0.0.1:8080" };
    expect(upstreamProxySettings(null, environment)).toBeNull();
  });

  it("lets the option win, and refuses one that cannot be used", () => {
    expect(upstreamProxySettings("http://corp:3128", { HTTPS_PROXY: "http://a:1" })).toEqual({
      httpsProxy: "http://corp:3128",
      httpProxy: "http://corp:3128",
      noProxy: null,
    });
    expect(() => upstreamProxySettings("http://a b", {})).toThrow(
      expect.objectContaining({ code: "ERR_OPTION_INVALID" }),
    );
  });

  it("never goes around a proxy of the environment that it cannot use, and never repeats its text", () => {
    const environment = { HTTPS_PROXY: "http://user:CANARY@corp:99999" };
    expect(() => upstreamProxySettings(null, environment)).toThrow("HTTPS_PROXY: it is no proxy URL");
    expect(() => upstreamProxySettings(null, environment)).not.toThrow("CANARY");
    expect(() => upstreamProxySettings(null, { ALL_PROXY: "socks4://corp:1" })).toThrow("ALL_PROXY");
    expect(upstreamProxySettings(null, { ALL_PROXY: "socks5h://corp:1" })?.httpsProxy).toBe(
      "socks5h://corp:1",
    );
  });
});

describe("pemTexts", () => {
  it("reads certificates and refuses anything else", () => {
    writeFileSync(join(folder, "root.pem"), "-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----\n");
    writeFileSync(join(folder, "key.pem"), "-----BEGIN PRIVATE KEY-----\n");
    expect(pemTexts(["root.pem"], folder)).toHaveLength(1);
    expect(() => pemTexts(["key.pem"], folder)).toThrow("holds no certificate");
    expect(() => pemTexts(["none.pem"], folder)).toThrow(
      expect.objectContaining({ code: "ERR_FILE_UNREADABLE" }),
    );
  });
});

describe("clientCertificate", () => {
  it("reads a certificate with its key, from one file or two", () => {
    writeFileSync(join(folder, "both.pem"), "certificate and key");
    writeFileSync(join(folder, "own.key"), "key");
    expect(clientCertificate({ upstreamCert: null, upstreamKey: null }, folder)).toBeNull();
    expect(clientCertificate({ upstreamCert: "both.pem", upstreamKey: null }, folder)).toEqual({
      certificatePem: "certificate and key",
      keyPem: "certificate and key",
    });
    expect(clientCertificate({ upstreamCert: "both.pem", upstreamKey: "own.key" }, folder)).toMatchObject({
      keyPem: "key",
    });
  });
  it("refuses a key alone and a file that is not there", () => {
    expect(() => clientCertificate({ upstreamCert: null, upstreamKey: "own.key" }, folder)).toThrow(
      expect.objectContaining({ code: "ERR_OPTION_INVALID" }),
    );
    expect(() => clientCertificate({ upstreamCert: "none.pem", upstreamKey: null }, folder)).toThrow(
      expect.objectContaining({ code: "ERR_FILE_UNREADABLE" }),
    );
  });
});
