// The way from countersign to AWS: a proxy from the option or the environment, and further roots.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Environment } from "../credentials/load-knowledge.ts";
import { CountersignError } from "../http/countersign-error.ts";
import type { UpstreamProxySettings } from "../proxy/upstream-proxy.ts";
import { parseUpstreamProxy } from "../proxy/upstream-proxy.ts";
import type { ClientCertificate } from "../proxy/upstream-trust.ts";

/**
 * The upstream proxy; null when there is none. A proxy variable that names countersign itself is passed over. Throws
 * ERR_OPTION_INVALID for one that cannot be used: going around a proxy that is wanted would be worse than stopping.
 */
export function upstreamProxySettings(
  chosen: string | null,
  environment: Environment,
): UpstreamProxySettings | null {
  const noProxy = variable(environment, "NO_PROXY");
  if (chosen !== null) {
    requireProxy("--upstream-proxy", chosen);
    return { httpsProxy: chosen, httpProxy: chosen, noProxy };
  }
  const own = environment.COUNTERSIGN_PROXY;
  const first = (...names: string[]): string | null => {
    for (const name of names) {
      const text = variable(environment, name);
      if (text !== null && text !== own) return requireProxy(name, text);
      if (text !== null) return null;
    }
    return null;
  };
  const httpsProxy = first("HTTPS_PROXY", "ALL_PROXY");
  const httpProxy = first("HTTP_PROXY", "ALL_PROXY");
  return httpsProxy === null && httpProxy === null ? null : { httpsProxy, httpProxy, noProxy };
}

/** The text may hold a password, so it is never repeated. */
function requireProxy(place: string, text: string): string {
  if (parseUpstreamProxy(text) !== null) return text;
  throw new CountersignError("ERR_OPTION_INVALID", `${place}: it is no proxy URL`, {
    hint: "write http://HOST:PORT, https://USER:PASSWORD@HOST:PORT or socks5://HOST:PORT, or unset it",
  });
}

/** The certificate and key of --upstream-cert and --upstream-key; null without them. Throws ERR_FILE_UNREADABLE. */
export function clientCertificate(
  { upstreamCert, upstreamKey }: { upstreamCert: string | null; upstreamKey: string | null },
  workingFolder: string,
): ClientCertificate | null {
  if (upstreamCert === null) {
    if (upstreamKey === null) return null;
    throw new CountersignError("ERR_OPTION_INVALID", "--upstream-key is given without --upstream-cert", {
      hint: "name the certificate's file with --upstream-cert",
    });
  }
  const certificatePem = fileText(upstreamCert, "--upstream-cert", workingFolder);
  if (upstreamKey === null) return { certificatePem, keyPem: certificatePem };
  return { certificatePem, keyPem: fileText(upstreamKey, "--upstream-key", workingFolder) };
}

/** The PEM texts of files. Throws ERR_FILE_UNREADABLE for a file that cannot be read or holds no certificate. */
export function pemTexts(files: readonly string[], workingFolder: string): string[] {
  return files.map((file) => pemText(file, workingFolder));
}

function pemText(file: string, workingFolder: string): string {
  const text = fileText(file, "--upstream-ca", workingFolder);
  if (text.includes("-----BEGIN CERTIFICATE-----")) return text;
  throw new CountersignError(
    "ERR_FILE_UNREADABLE",
    `the file ${file} of --upstream-ca holds no certificate`,
    {
      hint: "it must be PEM text with BEGIN CERTIFICATE lines",
    },
  );
}

function fileText(file: string, option: string, workingFolder: string): string {
  try {
    return readFileSync(resolve(workingFolder, file), "utf8");
  } catch (cause) {
    throw new CountersignError("ERR_FILE_UNREADABLE", `the file ${file} of ${option} cannot be read`, {
      hint: "name a PEM file",
      cause,
    });
  }
}

/** Both spellings, the lower-case one first, as curl and Python read them. */
function variable(environment: Environment, name: string): string | null {
  return environment[name.toLowerCase()] || environment[name] || null;
}
