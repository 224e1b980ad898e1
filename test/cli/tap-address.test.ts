import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { isAddress, tapAddress } from "../../src/cli/tap-address.ts";
import { testFolder } from "../support/piped-countersign.ts";

const folder = testFolder("tap-address");
const key = "Ab-_0123456789Ab-_0123456789Ab-_";

function file(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return name;
}

/** The message and code of a refusal; no part of it may repeat the key. */
function refused(text: string): string {
  try {
    tapAddress(text, folder);
  } catch (error) {
    const { message, code, hint } = error as { message: string; code: string; hint: string };
    expect(`${message} ${hint}`).not.toContain(key);
    return `${code}: ${message}`;
  }
  return "taken";
}

describe("tapAddress", () => {
  it("reads an address", () => {
    expect(tapAddress(`http://127.0.0.1:8081/#${key}`, folder)).toEqual({
      ...{ host: "127.0.0.1", port: 8081, token: key, name: "http://127.0.0.1:8081" },
    });
    expect(tapAddress(`http://[::1]:9/#${key}`, folder)).toMatchObject({ host: "::1", port: 9 });
    expect(tapAddress(`http://localhost/#${key}`, folder)).toMatchObject({ host: "localhost", port: 80 });
  });

  it("finds the last address in what start says, as text or JSON", () => {
    const said = `See every request at http://127.0.0.1:8081/#old\nready http://127.0.0.1:8080 (certificate authority: x)\n`;
    const json = `{"event":"ready","proxy":"http://127.0.0.1:8080","inspector":"http://127.0.0.1:8083/#${key}"}\n`;
    expect(tapAddress(file("text", said), folder)).toMatchObject({ port: 8081, token: "old" });
    expect(tapAddress(file("both", said + json), folder)).toMatchObject({ port: 8083, token: key });
  });

  it("sends a key nowhere but to this machine", () => {
    for (const text of [
      `http://192.0.2.1:8081/#${key}`,
      `https://127.0.0.1:8081/#${key}`,
      `ftp://localhost/#${key}`,
    ])
      expect(refused(text)).toMatch(/^ERR_OPTION_INVALID: a tap is asked at http:\/\/127\.0\.0\.1:PORT\//);
  });

  it("says what is missing, without the key", () => {
    expect(refused("http://127.0.0.1:8081/")).toBe(
      "ERR_OPTION_INVALID: http://127.0.0.1:8081 lacks the key behind #",
    );
    expect(refused(`http://127.0.0.1:8081/#${key}\r\nx: y`)).toMatch(/^ERR_OPTION_INVALID/);
    expect(refused(file("empty", ""))).toBe(
      `ERR_OPTION_INVALID: ${join(folder, "empty")} holds no address of an inspector`,
    );
    expect(refused("none")).toBe(`ERR_FILE_UNREADABLE: ${join(folder, "none")} cannot be read (ENOENT)`);
    expect(refused(".")).toMatch(/^ERR_FILE_UNREADABLE/);
  });
});

describe("isAddress", () => {
  it("tells addresses from files", () => {
    expect(["http://x", "HTTPS://x", "near.txt", "a/b:c"].map(isAddress)).toEqual([true, true, false, false]);
  });
});
