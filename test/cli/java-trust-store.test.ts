import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { makeJavaTrustStore, trustStorePassword } from "../../src/cli/java-trust-store.ts";
import { shortCommand } from "../../src/cli/short-command.ts";
import { mint } from "../support/minted-certificates.ts";
import { testFolder } from "../support/piped-countersign.ts";
import { runnable } from "../support/spawned-countersign.ts";

// keytool is a JVM of its own.
vi.setConfig({ testTimeout: 120_000 });

const folder = testFolder("java-trust-store");
const hasKeytool = runnable(["keytool"], ["-help"]) !== null;

/** A Java home with roots and a keytool that notes its words. */
function javaHome(name: string, keytool: string): string {
  const home = join(folder, name);
  mkdirSync(join(home, "bin"), { recursive: true });
  mkdirSync(join(home, "lib", "security"), { recursive: true });
  writeFileSync(join(home, "lib", "security", "cacerts"), "the roots");
  writeFileSync(join(home, "bin", "keytool"), `#!/bin/sh\n${keytool}\n`);
  chmodSync(join(home, "bin", "keytool"), 0o755);
  return home;
}

test("the machine's own roots are copied and the certificate is added by JAVA_HOME's keytool", async () => {
  const JAVA_HOME = javaHome("home", `echo "$@" > ${join(folder, "words")}; test -z "$JAVA_TOOL_OPTIONS"`);
  const made = await makeJavaTrustStore(folder, "/ca.pem", {
    JAVA_HOME,
    PATH: "/usr/bin:/bin",
    JAVA_TOOL_OPTIONS: "-Dx=y",
  });
  expect(made).toEqual({ file: join(folder, "java-trust-store"), withRoots: true });
  expect(readFileSync(join(folder, "java-trust-store"), "utf8")).toBe("the roots");
  expect(readFileSync(join(folder, "words"), "utf8")).toBe(
    `-importcert -noprompt -alias countersign -file /ca.pem -keystore ${join(folder, "java-trust-store")} -storepass changeit\n`,
  );
});

test("without a keytool there is no store", async () => {
  const empty = join(folder, "empty");
  mkdirSync(empty);
  expect(await makeJavaTrustStore(empty, "/ca.pem", { PATH: empty })).toEqual({
    file: null,
    withRoots: false,
  });
});

test.skipIf(!hasKeytool)(
  "the machine's keytool makes one that holds the certificate, also a second time",
  async () => {
    const { certificatePem } = await mint({ commonName: "Trust store test", authority: true });
    const certificateFile = join(folder, "root.pem");
    writeFileSync(certificateFile, certificatePem);
    const environment = { PATH: process.env.PATH };
    await makeJavaTrustStore(folder, certificateFile, environment);
    const { file } = await makeJavaTrustStore(folder, certificateFile, environment);
    expect(file !== null && existsSync(file)).toBe(true);
    const words = [
      "keytool",
      "-list",
      "-alias",
      "countersign",
      "-keystore",
      file ?? "",
      "-storepass",
      trustStorePassword,
    ];
    expect((await shortCommand(words, { environment, milliseconds: 60_000 })).stdout).toContain(
      "trustedCertEntry",
    );
  },
);
