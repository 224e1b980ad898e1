import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rootCertificates } from "node:tls";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { CaBundleOptions } from "../../src/cli/ca-bundle.ts";
import { writeCaBundle } from "../../src/cli/ca-bundle.ts";

let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "countersign-bundle-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function certificate(body: string): string {
  return `-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----`;
}

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

function options(changes: Partial<CaBundleOptions> = {}): CaBundleOptions {
  return {
    folder: join(folder, "out"),
    certificatePem: `${certificate("OURS")}\n`,
    environment: {},
    extraFiles: [],
    systemFiles: [file("system.pem", `# roots\n${certificate("ROOTA")}\n${certificate("ROOTB")}\n`)],
    ...changes,
  };
}

test("the CA bundle: it joins ours and the system's roots", async () => {
  const bundle = await writeCaBundle(options());
  expect(bundle).toEqual({ file: join(folder, "out", "ca-bundle.pem"), certificates: 3, notes: [] });
  expect(readFileSync(bundle.file, "utf8")).toBe(
    `${certificate("OURS")}\n${certificate("ROOTA")}\n${certificate("ROOTB")}\n`,
  );
});

test("the CA bundle: everyone may read it, the folder is the user's own, nothing else is left there", async () => {
  const bundle = await writeCaBundle(options());
  expect(statSync(bundle.file).mode & 0o777 & ~0o022).toBe(0o644);
  expect(statSync(join(folder, "out")).mode & 0o777).toBe(0o700);
  expect(readdirSync(join(folder, "out"))).toEqual(["ca-bundle.pem"]);
});

test("the CA bundle: it adds what the user's variables and a client's configuration name, each certificate once", async () => {
  const corp = file("corp.pem", `${certificate("CORP")}\r\n${certificate("ROOTA")}\n`);
  const extra = file("extra.pem", certificate("EXTRA"));
  const environment = { SSL_CERT_FILE: corp, AWS_CA_BUNDLE: corp, PATH: "/bin" };
  const bundle = await writeCaBundle(options({ environment, extraFiles: [extra] }));
  expect(readFileSync(bundle.file, "utf8").match(/[A-Z]+(?=\n-----END)/g)).toEqual([
    "OURS",
    "CORP",
    "ROOTA",
    "EXTRA",
    "ROOTB",
  ]);
});

test("the CA bundle: it copies certificates only, never a private key beside them", async () => {
  const mixed = file(
    "mixed.pem",
    `-----BEGIN PRIVATE KEY-----\nCANARY\n-----END PRIVATE KEY-----\n${certificate("CORP")}`,
  );
  const bundle = await writeCaBundle(options({ environment: { AWS_CA_BUNDLE: mixed } }));
  const text = readFileSync(bundle.file, "utf8");
  expect(text).not.toContain("CANARY");
  expect(text).toContain("CORP");
});

test("the CA bundle: it reads a folder of certificates", async () => {
  const hashed = join(folder, "hashed");
  mkdirSync(hashed);
  writeFileSync(join(hashed, "b.0"), certificate("HASHB"));
  writeFileSync(join(hashed, "a.0"), certificate("HASHA"));
  const bundle = await writeCaBundle(options({ environment: { REQUESTS_CA_BUNDLE: hashed } }));
  expect(readFileSync(bundle.file, "utf8").match(/HASH./g)).toEqual(["HASHA", "HASHB"]);
});

test("the CA bundle: it says which file it could not use and goes on", async () => {
  const empty = file("empty.pem", "nothing\n");
  const environment = { SSL_CERT_FILE: join(folder, "missing.pem"), CURL_CA_BUNDLE: empty };
  const bundle = await writeCaBundle(options({ environment }));
  expect(bundle.certificates).toBe(3);
  expect(bundle.notes).toEqual([
    `${join(folder, "missing.pem")} cannot be read: left out of the CA bundle.`,
    `${empty} holds no certificate: left out of the CA bundle.`,
  ]);
});

test("the CA bundle: without a system file it takes Node's own roots", async () => {
  const bundle = await writeCaBundle(options({ systemFiles: [join(folder, "nowhere.pem")] }));
  expect(bundle.certificates).toBe(new Set(rootCertificates).size + 1);
});

test("the CA bundle: it writes the same file again when asked again", async () => {
  const first = await writeCaBundle(options());
  const second = await writeCaBundle(options({ certificatePem: certificate("NEW") }));
  expect(second.file).toBe(first.file);
  expect(readFileSync(second.file, "utf8")).toContain("NEW");
  expect(readdirSync(join(folder, "out"))).toEqual(["ca-bundle.pem"]);
});

test.skipIf(process.getuid?.() === 0)(
  "the CA bundle: it rejects when the folder cannot be written",
  async () => {
    const locked = join(folder, "locked");
    mkdirSync(locked);
    chmodSync(locked, 0o500);
    await expect(writeCaBundle(options({ folder: locked }))).rejects.toThrow();
  },
);

test("the CA bundle: it rejects when the folder's name is taken by a file", async () => {
  await expect(writeCaBundle(options({ folder: file("taken", "x") }))).rejects.toThrow();
});
