// A trust store for Java programs: a copy of the machine's own with our certificate in it, made by keytool, which comes with every Java.
// JVMs read no PEM file and no variable, and PKCS #12 files by others lack the attribute that makes an entry trusted.
import { copyFile, realpath, rm } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import type { Environment } from "./child-environment.ts";
import { shortCommand } from "./short-command.ts";

/** Longest time for keytool, in milliseconds: it is a JVM of its own. */
const keytoolMs = 20_000;

/** The store's password: it protects nothing, and Java's own has the same. */
export const trustStorePassword = "changeit";

/** What was made. */
export interface JavaTrustStore {
  /** Null where there is no keytool, or it failed. */
  readonly file: string | null;
  /** True when the machine's own roots are in it. */
  readonly withRoots: boolean;
}

/** Makes the store in a folder. Never rejects. */
export async function makeJavaTrustStore(
  folder: string,
  certificateFile: string,
  environment: Environment,
): Promise<JavaTrustStore> {
  const file = join(folder, "java-trust-store");
  await rm(file, { force: true }).catch(() => undefined);
  const withRoots = await copyRoots(await javaHomes(environment), file);
  const store = ["-keystore", file, "-storepass", trustStorePassword];
  const words = ["-importcert", "-noprompt", "-alias", "countersign", "-file", certificateFile, ...store];
  const programs = [
    ...(environment.JAVA_HOME ? [join(environment.JAVA_HOME, "bin", "keytool")] : []),
    "keytool",
  ];
  // The user's JAVA_TOOL_OPTIONS are for programs, not for this one.
  const own = { ...environment, JAVA_TOOL_OPTIONS: undefined, JDK_JAVA_OPTIONS: undefined };
  for (const program of programs) {
    const { status } = await shortCommand([program, ...words], { environment: own, milliseconds: keytoolMs });
    if (status === 0) return { file, withRoots };
  }
  return { file: null, withRoots: false };
}

async function copyRoots(homes: readonly string[], file: string): Promise<boolean> {
  for (const home of homes) {
    for (const place of [join("lib", "security", "cacerts"), join("jre", "lib", "security", "cacerts")]) {
      try {
        await copyFile(join(home, place), file);
        return true;
      } catch {
        // The next place.
      }
    }
  }
  return false;
}

/** JAVA_HOME, and the home of the `java` that the PATH leads to. */
async function javaHomes(environment: Environment): Promise<readonly string[]> {
  const homes = environment.JAVA_HOME ? [environment.JAVA_HOME] : [];
  for (const folder of (environment.PATH ?? "").split(delimiter)) {
    const java = await realpath(join(folder, process.platform === "win32" ? "java.exe" : "java")).catch(
      () => null,
    );
    if (java !== null) homes.push(dirname(dirname(java)));
  }
  return homes;
}
