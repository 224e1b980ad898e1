import { spawnSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makePhpIniFolder } from "../../src/cli/php-ini.ts";
import { testFolder } from "../support/piped-countersign.ts";
import { runnable } from "../support/spawned-countersign.ts";

const folder = testFolder("php-ini");
const php = runnable(["php"], ["-r", "exit(extension_loaded('curl') ? 0 : 1);"]);

test("the ini file names the bundle and is private", async () => {
  const own = await makePhpIniFolder(folder, "/certs/ca-bundle.pem");
  const file = join(own, "countersign.ini");
  expect(readFileSync(file, "utf8")).toBe(
    'curl.cainfo="/certs/ca-bundle.pem"\nopenssl.cafile="/certs/ca-bundle.pem"\n',
  );
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test.skipIf(php === null)("PHP reads a path of any characters from it, beside its own files", async () => {
  const path = `/a "b" $c $${"{HOME}"} d\\e;#'=&|^~!()/ü`;
  const own = await makePhpIniFolder(folder, path);
  const script =
    "echo json_encode([ini_get('curl.cainfo'), ini_get('openssl.cafile'), extension_loaded('curl')]);";
  const environment = { PATH: process.env.PATH ?? "", PHP_INI_SCAN_DIR: `:${own}` };
  const ran = spawnSync(php ?? "", ["-r", script], { encoding: "utf8", env: environment });
  expect(JSON.parse(ran.stdout)).toEqual([path, path, true]);
});
