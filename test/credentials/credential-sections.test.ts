import { describe, expect, it } from "vitest";
import { sectionCredentials, wrapped } from "../../src/credentials/credential-sections.ts";
import { parseIniFile } from "../../src/credentials/ini-file.ts";
import { revealSecret } from "../../src/sigv4/secret.ts";

const secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

describe("sectionCredentials", () => {
  it("gives one set for each section with a key id and a secret", () => {
    const text = `[a]\naws_access_key_id=AKIDA\naws_secret_access_key="${secret}"\n[b]\naws_access_key_id=AKIDB\naws_secret_access_key=tiny\naws_session_token=tok\n[c]\nregion=x\n`;
    const { credentials, notes } = sectionCredentials(parseIniFile(text), "file.ini");
    expect(credentials.map(({ accessKeyId, spelling, source }) => [accessKeyId, spelling, source])).toEqual([
      ["AKIDA", "is wrapped in double quotes", "profile a of file.ini"],
      ["AKIDB", null, "profile b of file.ini"],
    ]);
    expect(credentials.map(({ secretAccessKey }) => revealSecret(secretAccessKey))).toEqual([secret, "tiny"]);
    expect(credentials[1]?.sessionToken && revealSecret(credentials[1].sessionToken)).toBe("tok");
    expect(notes).toEqual(["the secret access key of profile a of file.ini is wrapped in double quotes"]);
  });

  it("takes the last of two equal keys", () => {
    const text = "[a]\naws_access_key_id=OLD\naws_access_key_id=NEW\naws_secret_access_key=s\n";
    expect(sectionCredentials(parseIniFile(text), "f").credentials[0]?.accessKeyId).toBe("NEW");
  });

  it("notes a byte order mark and half a set", () => {
    const { credentials, notes } = sectionCredentials(
      parseIniFile("\ufeff[a]\naws_access_key_id=AKID\n"),
      "f",
    );
    expect(credentials).toEqual([]);
    expect(notes).toEqual([
      "f begins with a byte order mark: some SDKs do not find its first profile",
      "profile a of f has a key id without a secret access key: not used",
    ]);
  });
});

describe("wrapped", () => {
  it("cleans a key id and notes it", () => {
    const found = wrapped({ accessKeyId: " AKID\n", secretAccessKey: "s", sessionToken: "", source: "here" });
    expect(found.credentials[0]?.accessKeyId).toBe("AKID");
    expect(found.notes).toEqual(["the key id of here is surrounded by white space or quotes"]);
  });

  it("never shows a secret in its textual forms", () => {
    const found = wrapped({
      accessKeyId: "AKID",
      secretAccessKey: `${secret}\n`,
      sessionToken: "token-canary",
      source: "here",
    });
    expect(JSON.stringify(found)).not.toMatch(/wJalr|token-canary/);
    expect(found.notes).toEqual(["the secret access key of here ends in a line feed"]);
  });
});
