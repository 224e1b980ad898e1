// The way from countersign to AWS: a proxy from the option or the environment, and further roots.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Environment } from "../credentials/load-knowledge.ts";
import { CountersignError } from "../http/countersign-error.ts";
import type { UpstreamProxySettings } from "../proxy/upstream-proxy.ts";
import { parseUpstreamProxy } from "../proxy/upstream-proxy.ts";

/** The upstream proxy; null when there is none. A proxy variable that names countersign itself is passed over. */
export function upstreamProxySettings(
  chosen: string | null,
  environment: Environment,
): UpstreamProxySettings | null {
  const noProxy = variable(environment, "NO_PROXY");
  if (chosen !== null) {
    if (parseUpstreamProxy(chosen) === null) {
      throw new CountersignError("ERR_OPTION_INVALID", "--upstream-proxy: it is no proxy URL", {
        hint: "write http://HOST:PORT or https://USER:PASSWORD@HOST:PORT",
      });
    }
    return { httpsProxy: chosen, httpProxy: chosen, noProxy };
  }
  const own = environment.COUNTERSIGN_PROXY;
  const other = (text: string | null): string | null => (text === own ? null : text);
  const httpsProxy = other(variable(environment, "HTTPS_PROXY") ?? variable(environment, "ALL_PROXY"));
  const httpProxy = other(variable(environment, "HTTP_PROXY") ?? variable(environment, "ALL_PROXY"));
  return httpsProxy === null && httpProxy === null ? null : { httpsProxy, httpProxy, noProxy };
}

/** The PEM texts of files. Throws ERR_FILE_UNREADABLE for a file that cannot be read or holds no certificate. */
export function pemTexts(files: readonly string[], workingFolder: string): string[] {
  return files.map((file) => pemText(file, workingFolder));
}

function pemText(file: string, workingFolder: string): string {
  let text: string;
  try {
    text = readFileSync(resolve(workingFolder, file), "utf8");
  } catch (cause) {
    throw new CountersignError("ERR_FILE_UNREADABLE", `the file ${file} of --upstream-ca cannot be read`, {
      hint: "name a PEM file with the roots to trust",
      cause,
    });
  }
  if (text.includes("-----BEGIN CERTIFICATE-----")) return text;
  throw new CountersignError(
    "ERR_FILE_UNREADABLE",
    `the file ${file} of --upstream-ca holds no certificate`,
    {
      hint: "it must be PEM text with BEGIN CERTIFICATE lines",
    },
  );
}

/** Both spellings, the lower-case one first, as curl and Python read them. */
function variable(environment: Environment, name: string): string | null {
  return environment[name.toLowerCase()] || environment[name] || null;
}
