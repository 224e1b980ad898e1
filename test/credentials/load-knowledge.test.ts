import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { KnowledgeOptions } from "../../src/credentials/load-knowledge.ts";
import { loadKnowledge, sharedFiles } from "../../src/credentials/load-knowledge.ts";
import { revealSecret } from "../../src/sigv4/secret.ts";

let home = "";
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "countersign-knowledge-"));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
const other = "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY";

function ini(section: string, id: string, text: string): string {
  return `[${section}]\naws_access_key_id = ${id}\naws_secret_access_key = ${text}\n`;
}

function load(options: Partial<KnowledgeOptions>): ReturnType<typeof loadKnowledge> {
  return loadKnowledge({
    environment: {},
    files: [],
    defaultCredentials: true,
    signingKeys: [],
    home,
    ...options,
  });
}

async function told(options: Partial<KnowledgeOptions>): Promise<unknown> {
  const { knowledge } = await load(options);
  return knowledge.credentials.map((each) => [
    each.accessKeyId,
    revealSecret(each.secretAccessKey),
    each.spelling,
    each.source,
  ]);
}

async function ids(options: Partial<KnowledgeOptions>): Promise<readonly string[]> {
  return (await load(options)).knowledge.credentials.map(({ accessKeyId }) => accessKeyId);
}

describe("loadKnowledge", () => {
  it("reads the environment and says how a secret is spelled there", async () => {
    const environment = {
      AWS_ACCESS_KEY_ID: "AKID",
      AWS_SECRET_ACCESS_KEY: `${secret}\n`,
      AWS_SESSION_TOKEN: "t",
    };
    expect(await told({ environment })).toEqual([["AKID", secret, "ends in a line feed", "the environment"]]);
  });

  it("keeps a short secret of the environment byte for byte", async () => {
    const environment = { AWS_ACCESS_KEY_ID: "AKID", AWS_SECRET_ACCESS_KEY: "testing \n" };
    expect(await told({ environment })).toEqual([["AKID", "testing \n", null, "the environment"]]);
  });

  it("reads every profile of both shared files under the home folder", async () => {
    mkdirSync(join(home, ".aws"));
    writeFileSync(
      join(home, ".aws", "credentials"),
      ini("default", "AKIDA", secret) + ini("dev", "AKIDB", other),
    );
    writeFileSync(join(home, ".aws", "config"), ini("profile ops", "AKIDC", "c"));
    expect(await told({})).toEqual([
      ["AKIDA", secret, null, "profile default of ~/.aws/credentials"],
      ["AKIDB", other, null, "profile dev of ~/.aws/credentials"],
      ["AKIDC", "c", null, "profile ops of ~/.aws/config"],
    ]);
  });

  it("honours the variables that move the shared files", async () => {
    const moved = join(home, "moved.ini");
    writeFileSync(moved, ini("default", "AKIDM", secret));
    expect(
      await told({
        environment: { AWS_SHARED_CREDENTIALS_FILE: moved, AWS_CONFIG_FILE: join(home, "none") },
      }),
    ).toEqual([["AKIDM", secret, null, "profile default of ~/moved.ini"]]);
  });

  it("puts named files first and leaves the usual places out when told", async () => {
    const file = join(home, "known.ini");
    writeFileSync(file, ini("default", "AKIDF", other));
    const environment = { AWS_ACCESS_KEY_ID: "AKIDE", AWS_SECRET_ACCESS_KEY: secret };
    expect(await ids({ files: [file], environment })).toEqual(["AKIDF", "AKIDE"]);
    expect(await ids({ files: [file], environment, defaultCredentials: false })).toEqual(["AKIDF"]);
  });

  it("keeps two secrets of one key id, and the same one only once", async () => {
    const file = join(home, "known.ini");
    writeFileSync(file, ini("a", "AKID", other) + ini("b", "AKID", secret));
    const environment = { AWS_ACCESS_KEY_ID: "AKID", AWS_SECRET_ACCESS_KEY: secret };
    expect(await told({ files: [file], environment })).toHaveLength(2);
  });

  it("reads a file with a byte order mark and Windows line ends", async () => {
    const file = join(home, "known.ini");
    writeFileSync(file, `\ufeff${ini("default", "AKID", secret).replaceAll("\n", "\r\n")}`);
    expect(await told({ files: [file] })).toEqual([["AKID", secret, null, `profile default of ${file}`]]);
  });

  it("fails clearly for a named file that is missing, a folder, or without credentials", async () => {
    const empty = join(home, "empty.ini");
    writeFileSync(empty, "[default]\nregion = eu-west-1\n");
    await expect(load({ files: [join(home, "none.ini")] })).rejects.toMatchObject({
      code: "ERR_CREDENTIALS_UNREADABLE",
    });
    await expect(load({ files: [home] })).rejects.toThrow("it is a folder");
    await expect(load({ files: [empty] })).rejects.toThrow("holds no key id with a secret access key");
  });

  it("takes a named file of comments alone for knowing nothing", async () => {
    const file = join(home, "none.ini");
    writeFileSync(file, "# none\n\n");
    expect(await told({ files: [file] })).toEqual([]);
  });

  it("notes a shared file that is a folder and goes on", async () => {
    mkdirSync(join(home, ".aws", "credentials"), { recursive: true });
    expect((await load({})).notes).toEqual(["~/.aws/credentials cannot be read: it is a folder"]);
  });
});

describe("sharedFiles", () => {
  it("expands a leading tilde with the home folder", () => {
    expect(sharedFiles({ AWS_CONFIG_FILE: "~/x" }, "/home/you")).toEqual({
      credentials: "/home/you/.aws/credentials",
      config: "/home/you/x",
    });
  });
});
