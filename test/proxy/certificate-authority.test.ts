import { execFileSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import {
  chmod,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  unlink,
  writeFile,
} from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TLSSocket, connect as tlsConnect } from "node:tls";
import { afterEach, describe, expect, it } from "vitest";
import {
  expiryWarning,
  openCertificateAuthority,
  rotateCertificateAuthority,
} from "../../src/proxy/certificate-authority.ts";
import { authorityCertificate, newKeyPair, privateKeyPem } from "../../src/proxy/certificate-profile.ts";

const folders: string[] = [];

afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

async function emptyFolder(): Promise<string> {
  const parent = await mkdtemp(join(tmpdir(), "countersign-ca-test-"));
  folders.push(parent);
  return join(parent, "certs");
}

describe("the certificate authority", () => {
  it("is made on first use, closed to others, and kept out of git", async () => {
    const folder = await emptyFolder();
    const before = process.umask(0);
    const authority = await openCertificateAuthority(folder).finally(() => process.umask(before));
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    expect((await stat(join(folder, "ca-key.pem"))).mode & 0o777).toBe(0o600);
    expect(await readFile(join(folder, ".gitignore"), "utf8")).toBe("*\n");
    expect((await readdir(folder)).sort()).toEqual([".gitignore", "ca-key.pem", "ca.pem"]);
    expect(authority.certificateFile).toBe(join(folder, "ca.pem"));
    expect(await readFile(authority.certificateFile, "utf8")).toBe(authority.certificatePem);
    expect(authority.fingerprintSha256).toMatch(/^(?:[0-9A-F]{2}:){31}[0-9A-F]{2}$/);
    const days = (authority.notAfterEpochMs - Date.now()) / 86_400_000;
    expect(Math.round(days)).toBe(730);
  });
  it("is the same at the next start", async () => {
    const folder = await emptyFolder();
    const first = await openCertificateAuthority(folder);
    const second = await openCertificateAuthority(folder);
    expect(second.fingerprintSha256).toBe(first.fingerprintSha256);
  });
  it("is another one after rotation, and an existing .gitignore stays", async () => {
    const folder = await emptyFolder();
    const first = await openCertificateAuthority(folder);
    await writeFile(join(folder, ".gitignore"), "*.pem\n");
    const second = await rotateCertificateAuthority(folder);
    expect(second.fingerprintSha256).not.toBe(first.fingerprintSha256);
    expect((await openCertificateAuthority(folder)).fingerprintSha256).toBe(second.fingerprintSha256);
    expect((await stat(join(folder, "ca-key.pem"))).mode & 0o777).toBe(0o600);
    expect(await readFile(join(folder, ".gitignore"), "utf8")).toBe("*.pem\n");
  });
  it("is refused when others can read it, with the command that mends it", async () => {
    const folder = await emptyFolder();
    await openCertificateAuthority(folder);
    await chmod(join(folder, "ca-key.pem"), 0o644);
    await expect(openCertificateAuthority(folder)).rejects.toMatchObject({
      code: "ERR_CA_MODE",
      hint: `close it with: chmod 600 '${join(folder, "ca-key.pem")}'`,
    });
    await chmod(join(folder, "ca-key.pem"), 0o600);
    await chmod(folder, 0o755);
    await expect(openCertificateAuthority(folder)).rejects.toMatchObject({ code: "ERR_CA_MODE" });
  });
  it("is refused when a file is missing, damaged, foreign or not a file", async () => {
    const folder = await emptyFolder();
    await openCertificateAuthority(folder);
    const other = await emptyFolder();
    await openCertificateAuthority(other);
    const key = join(folder, "ca-key.pem");
    const good = await readFile(key, "utf8");
    const refused = async (): Promise<void> =>
      await expect(openCertificateAuthority(folder)).rejects.toMatchObject({ code: "ERR_CA_UNREADABLE" });
    for (const text of ["", "x", good.slice(0, 100), await readFile(join(other, "ca-key.pem"), "utf8")]) {
      await writeFile(key, text, { mode: 0o600 });
      await refused();
    }
    await unlink(key);
    await refused();
    await symlink(join(other, "ca-key.pem"), key);
    await refused();
    await unlink(key);
    await rename(join(folder, "ca.pem"), key);
    await chmod(key, 0o600);
    await refused();
  });
});

describe("the end of the certificate authority", () => {
  it("is told from thirty days before, with the command that mends it", () => {
    const now = 1_800_000_000_000;
    const day = 86_400_000;
    const ending = (inMs: number): string | null => expiryWarning({ notAfterEpochMs: now + inMs }, now);
    expect(ending(30 * day)).toBeNull();
    expect(ending(30 * day - 1)).toBe(
      "the certificate authority expires in 29 days; make a new one with: countersign ca rotate",
    );
    expect(ending(day)).toContain("expires in 1 day;");
    expect(ending(day - 1)).toContain("expires within a day;");
  });
  it("is an error once it has come", async () => {
    const folder = await emptyFolder();
    await openCertificateAuthority(folder);
    const keys = await newKeyPair();
    const long = Date.now() - 800 * 86_400_000;
    const expired = await authorityCertificate(keys, "machine", long);
    await writeFile(join(folder, "ca.pem"), expired.toString("pem"));
    await writeFile(join(folder, "ca-key.pem"), await privateKeyPem(keys.privateKey), { mode: 0o600 });
    await expect(openCertificateAuthority(folder)).rejects.toMatchObject({
      code: "ERR_CA_EXPIRED",
      hint: "make a new one with: countersign ca rotate",
    });
  });
});

describe("a leaf certificate", () => {
  const hosts = [
    "s3.amazonaws.com",
    "127.0.0.1",
    "::1",
    `${"a".repeat(60)}.${"b".repeat(40)}.amazonaws.com`,
    "my_bucket.s3.amazonaws.com",
  ];
  for (const host of hosts) {
    it(`passes openssl's strict check for ${host.slice(0, 40)}`, async () => {
      const folder = await emptyFolder();
      const authority = await openCertificateAuthority(folder);
      const leaf = await leafOf(authority, host);
      const facts = new X509Certificate(leaf);
      expect(Number.parseInt(facts.serialNumber.slice(0, 2), 16)).toBeGreaterThan(0);
      expect(Number.parseInt(facts.serialNumber.slice(0, 2), 16)).toBeLessThan(128);
      expect(facts.serialNumber).toHaveLength(32);
      const days = (Date.parse(facts.validTo) - Date.parse(facts.validFrom)) / 86_400_000;
      expect(Math.round(days)).toBe(45);
      const wanted = host.includes("_") ? "other.s3.amazonaws.com" : host;
      expect(
        host.includes(":") || /^[\d.]+$/.test(host) ? facts.checkIP(wanted) : facts.checkHost(wanted),
      ).toBeDefined();
      expect(facts.verify(new X509Certificate(authority.certificatePem).publicKey)).toBe(true);
      await writeFile(join(folder, "leaf.pem"), leaf);
      if (!opensslIsThere()) return;
      const verdict = execFileSync(
        "openssl",
        ["verify", "-x509_strict", "-CAfile", authority.certificateFile, join(folder, "leaf.pem")],
        { encoding: "utf8" },
      );
      expect(verdict).toContain(": OK");
    });
  }
  it("is kept in memory only, and distinct hosts have distinct serials", async () => {
    const folder = await emptyFolder();
    const authority = await openCertificateAuthority(folder);
    const contexts = await Promise.all(
      Array.from({ length: 20 }, (_, index) => authority.secureContextFor(`h${index}.test`)),
    );
    expect(new Set(contexts).size).toBe(20);
    expect(await authority.secureContextFor("h1.test")).toBe(contexts[1]);
    expect((await readdir(folder)).sort()).toEqual([".gitignore", "ca-key.pem", "ca.pem"]);
    const serials = new Set<string>();
    for (let index = 0; index < 10; index += 1) {
      serials.add(new X509Certificate(await leafOf(authority, `s${index}.test`)).serialNumber);
    }
    expect(serials.size).toBe(10);
  });
});

function opensslIsThere(): boolean {
  try {
    execFileSync("openssl", ["version"]);
    return true;
  } catch {
    return false;
  }
}

/** The leaf as a client sees it in a handshake, as PEM. */
async function leafOf(
  authority: Awaited<ReturnType<typeof openCertificateAuthority>>,
  host: string,
): Promise<string> {
  const secureContext = await authority.secureContextFor(host);
  const server = createServer((raw) =>
    new TLSSocket(raw, { isServer: true, secureContext }).on("error", () => undefined),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  const client = tlsConnect({
    port,
    host: "127.0.0.1",
    ca: authority.certificatePem,
    checkServerIdentity: () => undefined,
  });
  await new Promise<void>((resolve, reject) => client.once("secureConnect", resolve).once("error", reject));
  const pem = client.getPeerX509Certificate()?.toString() ?? "";
  client.destroy();
  server.close();
  return pem;
}
