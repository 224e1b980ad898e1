// Runtimes: which are installed and what each needs to come through the proxy, and how a call from each fared.
import type { Check } from "./check.ts";
import { holds } from "./check.ts";
import type { Probe, Runtime, Surroundings } from "./surroundings.ts";

/** What each runtime's SDK reads, and so what `run` and `env` do for it. Read from the SDKs' sources and documentation. */
const needs: Readonly<Record<string, string>> = {
  python: "boto3 reads HTTPS_PROXY and AWS_CA_BUNDLE, then REQUESTS_CA_BUNDLE",
  "aws-cli": "reads HTTPS_PROXY and AWS_CA_BUNDLE",
  node: "the SDK for JavaScript has agents of its own: run and env load a file that leads them through the proxy",
  go: "reads HTTPS_PROXY and AWS_CA_BUNDLE, never for localhost",
  java: "reads system properties and a trust store: run sets JAVA_TOOL_OPTIONS",
  ruby: "reads HTTPS_PROXY and AWS_CA_BUNDLE",
  php: "Guzzle reads HTTPS_PROXY; certificates come from openssl.cafile and curl.cainfo",
  dotnet: "reads HTTPS_PROXY and, on Linux, SSL_CERT_FILE",
  curl: "reads HTTPS_PROXY and CURL_CA_BUNDLE",
  rclone: "reads HTTPS_PROXY and SSL_CERT_FILE; 1.60 does not start with AWS_CA_BUNDLE",
};

/** One check for each runtime found, and one for each probe. */
export function runtimeChecks({ runtimes, probes }: Surroundings): readonly Check[] {
  return [...runtimes.map(runtimeCheck), ...(probes ?? []).map(probeCheck)];
}

function runtimeCheck({ id, version }: Runtime): Check {
  return holds("runtimes", id, `${version}; ${needs[id] ?? "nothing is known of it"}`);
}

const mending: Readonly<Record<"ignored" | "distrusted" | "failed", readonly [words: string, fix: string]>> =
  {
    ignored: [
      "makes its calls past the proxy",
      "countersign run -- COMMAND   # its note names the way out for this runtime",
    ],
    distrusted: ["reaches the proxy and does not trust its certificate", "countersign ca trust"],
    failed: ["could not make a call", "run the same program without countersign to see why"],
  };

function probeCheck({ id: subject, outcome, reason }: Probe): Check {
  const id = "runtime-probe";
  if (outcome === "through") return holds(id, subject, "a call came through the proxy");
  if (outcome === "skipped")
    return { id, status: "skipped", subject, detail: reason ?? "not tried", fix: null };
  const [words, fix] = mending[outcome];
  const detail = reason === null ? words : `${words} (${reason})`;
  return { id, status: "warning", subject, detail, fix };
}
