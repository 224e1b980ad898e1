import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { ProfileResolverOptions } from "../../src/credentials/profile-resolver.ts";
import { profileResolver } from "../../src/credentials/profile-resolver.ts";
import type { KnownCredentials } from "../../src/sigv4/known-credentials.ts";
import { revealSecret } from "../../src/sigv4/secret.ts";

function recorded(options: Partial<ProfileResolverOptions>) {
  const learned: KnownCredentials[] = [];
  const notes: string[] = [];
  const resolver = profileResolver({
    environment: {},
    home: "/nonexistent",
    learned: (known) => learned.push(known),
    note: (text) => notes.push(text),
    ...options,
  });
  return { resolver, learned, notes };
}

describe("profileResolver", () => {
  it("resolves every profile once, whoever asks and how often", async () => {
    const asked: string[] = [];
    const { resolver, learned } = recorded({
      profiles: async () => ["dev", "ops"],
      resolve: async (profile) => {
        asked.push(profile);
        return { accessKeyId: `AKID${profile}`, secretAccessKey: "s" };
      },
    });
    expect(resolver.pending()).toBe(true);
    expect(asked).toEqual([]);
    expect(
      await Promise.all([resolver.unknownAccessKeyId("AKIDdev"), resolver.unknownAccessKeyId("AKIDother")]),
    ).toEqual([true, false]);
    expect(await resolver.unknownAccessKeyId("AKIDops")).toBe(true);
    expect(asked).toEqual(["dev", "ops"]);
    expect(resolver.pending()).toBe(false);
    expect(learned.map(({ source }) => source)).toEqual(["profile dev (resolved)", "profile ops (resolved)"]);
  });

  it("gives up a slow profile and notes a failing one without its text", async () => {
    const { resolver, notes } = recorded({
      timeoutMs: 20,
      profiles: async () => ["slow", "broken"],
      resolve: (profile) =>
        profile === "slow" ? new Promise(() => undefined) : Promise.reject(new TypeError("secret-canary")),
    });
    expect(await resolver.unknownAccessKeyId("AKID")).toBe(false);
    expect(notes.sort()).toEqual([
      "profile broken could not be resolved (TypeError)",
      "profile slow could not be resolved (TimeoutError)",
    ]);
  });

  it("does not reject when the profiles cannot be listed", async () => {
    const { resolver } = recorded({ profiles: () => Promise.reject(new Error("no")) });
    expect(await resolver.unknownAccessKeyId("AKID")).toBe(false);
  });

  it("runs a credential process through the AWS provider, and static profiles not at all", async () => {
    const home = mkdtempSync(join(tmpdir(), "countersign-resolver-"));
    const given = JSON.stringify({
      Version: 1,
      AccessKeyId: "AKIDPROCESS",
      SecretAccessKey: "from-process",
      SessionToken: "t",
    });
    const script = join(home, "give.sh");
    writeFileSync(script, `#!/bin/sh\necho '${given}'\n`, { mode: 0o700 });
    const config = join(home, "config");
    writeFileSync(
      config,
      `[profile made]\ncredential_process = ${script}\n[profile fixed]\naws_access_key_id = A\naws_secret_access_key = b\n`,
    );
    const environment = { AWS_CONFIG_FILE: config, AWS_SHARED_CREDENTIALS_FILE: join(home, "none") };
    const { resolver, learned, notes } = recorded({ environment, home });
    expect(await resolver.unknownAccessKeyId("AKIDPROCESS")).toBe(true);
    expect(
      learned.map((known) => [known.accessKeyId, revealSecret(known.secretAccessKey), known.source]),
    ).toEqual([["AKIDPROCESS", "from-process", "profile made (resolved)"]]);
    expect(notes).toEqual([]);
    rmSync(home, { recursive: true, force: true });
  });
});
