import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { rootCertificates } from "node:tls";
import { expect, test } from "vitest";
import { readCertificateFiles, readSharedFiles } from "../../src/cli/doctor-files.ts";
import { testFolder } from "../support/piped-countersign.ts";

const folder = testFolder("doctor-files");

test("both shared files are read as they stand, with their modes", async () => {
  mkdirSync(join(folder, ".aws"));
  writeFileSync(join(folder, ".aws", "credentials"), '\ufeff[default]\naws_access_key_id = "x"\n', {
    mode: 0o640,
  });
  expect(await readSharedFiles({}, folder)).toEqual([
    {
      role: "credentials",
      path: join(folder, ".aws", "credentials"),
      place: "~/.aws/credentials",
      state: "read",
      mode: 0o640,
      byteOrderMark: true,
      entries: [{ section: "default", key: "aws_access_key_id", value: '"x"' }],
    },
    {
      role: "config",
      path: join(folder, ".aws", "config"),
      place: "~/.aws/config",
      state: "missing",
      mode: null,
      byteOrderMark: false,
      entries: [],
    },
  ]);
});

test("a folder in a file's place cannot be read", async () => {
  const [credentials] = await readSharedFiles({ AWS_SHARED_CREDENTIALS_FILE: folder }, folder);
  expect(credentials?.state).toBe("unreadable");
});

test("certificate variables: their certificates are counted and ours is looked for", async () => {
  const [one = "", two = "", ours = ""] = rootCertificates;
  const bundle = join(folder, "bundle.pem");
  writeFileSync(bundle, [one, two, ours].join("\n"));
  const environment = { AWS_CA_BUNDLE: bundle, SSL_CERT_FILE: join(folder, "gone.pem"), CURL_CA_BUNDLE: "" };
  const found = await readCertificateFiles(environment, `${ours}\n`);
  expect(found).toEqual([
    {
      variable: "SSL_CERT_FILE",
      path: join(folder, "gone.pem"),
      state: "missing",
      certificates: 0,
      holdsOurs: false,
    },
    { variable: "AWS_CA_BUNDLE", path: bundle, state: "read", certificates: 3, holdsOurs: true },
  ]);
  expect((await readCertificateFiles({ AWS_CA_BUNDLE: bundle }, null))[0]?.holdsOurs).toBe(false);
});
