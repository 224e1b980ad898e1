import { chmod, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { certificateFile, readAuthority, writeAuthority } from "../../src/proxy/certificate-files.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "countersign-files-"));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe("the authority's files", () => {
  it("are none in an empty folder, and read back as written", async () => {
    expect(await readAuthority(folder)).toBeNull();
    await writeAuthority(folder, { certificatePem: "c", privateKeyPem: "k" });
    expect(await readAuthority(folder)).toEqual({ certificatePem: "c", privateKeyPem: "k" });
    expect(certificateFile(folder)).toBe(join(folder, "ca.pem"));
    expect((await readdir(folder)).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });
  it("are replaced whole, and a planted link is not written through", async () => {
    const target = join(folder, "target");
    await writeFile(target, "untouched");
    await symlink(target, join(folder, "ca-key.pem"));
    await symlink(target, join(folder, `ca.pem.${process.pid}.tmp`));
    await writeAuthority(folder, { certificatePem: "c", privateKeyPem: "k" });
    expect(await readFile(target, "utf8")).toBe("untouched");
    expect(await readAuthority(folder)).toEqual({ certificatePem: "c", privateKeyPem: "k" });
  });
  it("are refused when wide open or not small files", async () => {
    await writeAuthority(folder, { certificatePem: "c", privateKeyPem: "k" });
    await chmod(folder, 0o750);
    await expect(readAuthority(folder)).rejects.toMatchObject({
      code: "ERR_CA_MODE",
      hint: `close it with: chmod 700 '${folder}'`,
    });
    await chmod(folder, 0o700);
    await writeFile(join(folder, "ca.pem"), "x".repeat(70_000));
    await expect(readAuthority(folder)).rejects.toMatchObject({ code: "ERR_CA_UNREADABLE" });
  });
  it("fail with a hint when the folder cannot be written", async () => {
    await writeFile(join(folder, "file"), "");
    await expect(
      writeAuthority(join(folder, "file", "x"), { certificatePem: "c", privateKeyPem: "k" }),
    ).rejects.toMatchObject({
      code: "ERR_FILE_UNWRITABLE",
      hint: "choose another folder with --certs",
    });
  });
});
