// One call from each runtime found, to a name that exists nowhere, through a sandbox of this machine: what arrives came through.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Probe } from "../doctor/surroundings.ts";
import { writeCaBundle } from "./ca-bundle.ts";
import { applyChildEnvironment, childEnvironment } from "./child-environment.ts";
import type { CommandContext } from "./command-context.ts";
import { installedRuntimes } from "./doctor-runtimes.ts";
import { makeJavaTrustStore } from "./java-trust-store.ts";
import { preloadFile } from "./node-options.ts";
import { fallbackSettings } from "./options.ts";
import { makePhpIniFolder } from "./php-ini.ts";
import type { Session } from "./session.ts";
import { openSession } from "./session.ts";
import { shortCommand } from "./short-command.ts";

/** A name of RFC 2606 that never resolves: a call past the proxy fails and reaches nobody. */
const host = "countersign-probe.invalid";
const url = `https://${host}/`;

/** Longest time for one call, in milliseconds: the AWS CLI and a JVM take a second or two to start. */
const callMs = 20_000;

interface Call {
  readonly command: readonly string[];
  /** A file that is written beside it first. */
  readonly file?: readonly [name: string, text: string];
}

const python = `
try:
    import boto3, botocore.config
    s3 = boto3.client("s3", region_name="us-east-1", endpoint_url="${url}",
        aws_access_key_id="AKIAIOSFODNN7EXAMPLE", aws_secret_access_key="wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        config=botocore.config.Config(retries={"max_attempts": 0}, connect_timeout=5, read_timeout=5))
    s3.list_buckets()
except ImportError:
    import urllib.request
    urllib.request.urlopen("${url}", timeout=5)
`;

const java = `
import java.net.*;
public class Probe {
  public static void main(String[] words) throws Exception {
    HttpURLConnection call = (HttpURLConnection) new URL("${url}").openConnection();
    call.setConnectTimeout(5000);
    call.setReadTimeout(5000);
    System.out.println(call.getResponseCode());
  }
}
`;

const calls: Readonly<Record<string, Call>> = {
  python: { command: ["python3", "-c", python] },
  "aws-cli": {
    command: ["aws", "--endpoint-url", url, "--region", "us-east-1", "s3api", "list-buckets"],
  },
  node: { command: ["node", "-e", `require("node:https").get("${url}", (answer) => answer.resume())`] },
  java: { command: ["java", "Probe.java"], file: ["Probe.java", java] },
  ruby: { command: ["ruby", "-rnet/http", "-e", `Net::HTTP.get_response(URI("${url}"))`] },
  php: {
    command: [
      "php",
      "-r",
      `$c = curl_init("${url}"); curl_setopt($c, CURLOPT_RETURNTRANSFER, true); if (curl_exec($c) === false) { fwrite(STDERR, curl_error($c)); exit(1); }`,
    ],
  },
  curl: { command: ["curl", "-sS", "--max-time", "10", url] },
};

const untried: Readonly<Record<string, string>> = {
  go: "a Go program would have to be compiled",
  dotnet: "a .NET program would have to be compiled",
  rclone: "it is tried with every run of rclone",
};

/** The example key of AWS's documentation, and none of the user's: programs sign with it, whatever keys are here. */
const exampleKey = {
  AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
  AWS_SECRET_ACCESS_KEY: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
  AWS_SESSION_TOKEN: undefined,
  AWS_SECURITY_TOKEN: undefined,
  AWS_PROFILE: undefined,
  AWS_DEFAULT_PROFILE: undefined,
  AWS_ENDPOINT_URL: undefined,
  AWS_ENDPOINT_URL_S3: undefined,
  AWS_EC2_METADATA_DISABLED: "true",
  AWS_MAX_ATTEMPTS: "1",
  AWS_PAGER: "",
};

/** Tries every runtime found, one after the other. */
export async function probeRuntimes(context: CommandContext): Promise<readonly Probe[]> {
  const folder = await mkdtemp(join(tmpdir(), "countersign-doctor-"));
  let arrived = 0;
  try {
    const settings = { ...fallbackSettings(), port: 0, sandbox: true, intercept: [host], certs: folder };
    const session = await openSession({
      settings: { ...settings, evidence: "off", defaultCredentials: false, inspectorPort: "off" },
      context,
      onExamination: () => {
        arrived += 1;
      },
      onNote: () => undefined,
    });
    try {
      const runtimes = await installedRuntimes((command) =>
        shortCommand(command, { environment: context.environment, milliseconds: 5_000 }),
      );
      const probes: Probe[] = [];
      for (const { id } of runtimes) {
        const before = arrived;
        probes.push(await probe(id, { session, context, folder }, () => arrived > before));
      }
      return probes;
    } finally {
      await session.close(1_000);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface ProbeParts {
  readonly session: Session;
  readonly context: CommandContext;
  readonly folder: string;
}

async function probe(id: string, parts: ProbeParts, arrived: () => boolean): Promise<Probe> {
  const call = calls[id];
  if (call === undefined) return { id, outcome: "skipped", reason: untried[id] ?? "nothing is known of it" };
  const { folder, session } = parts;
  if (call.file) await writeFile(join(folder, call.file[0]), call.file[1]);
  const environment = await probeEnvironment(parts, call.command);
  const said = await shortCommand(call.command, { environment, milliseconds: callMs, workingFolder: folder });
  await new Promise((later) => setImmediate(() => setImmediate(later)));
  await session.settled(2_000);
  return arrived() ? { id, outcome: "through", reason: null } : { id, ...failure(said.status, said.stderr) };
}

function failure(status: number | null, stderr: string): Pick<Probe, "outcome" | "reason"> {
  if (/certificate|PKIX|x509/i.test(stderr)) return { outcome: "distrusted", reason: null };
  if (/getaddrinfo|resolve|UnknownHost|Name or service not known|EAI_AGAIN|ENOTFOUND/i.test(stderr))
    return { outcome: "ignored", reason: null };
  return { outcome: "failed", reason: status === null ? "it did not end in time" : `status ${status}` };
}

async function probeEnvironment(
  { session, context, folder }: ProbeParts,
  command: readonly string[],
): Promise<Record<string, string>> {
  const { certificateFile, certificatePem } = session.certificateAuthority;
  const nowhere = join(folder, "no-such-file");
  const files = { AWS_CONFIG_FILE: nowhere, AWS_SHARED_CREDENTIALS_FILE: nowhere };
  const parent = { ...context.environment, ...exampleKey, ...files };
  const bundle = await writeCaBundle({ folder, certificatePem, environment: parent, extraFiles: [] });
  const child = childEnvironment({
    proxyUrl: session.proxyUrl,
    certificateFile,
    bundleFile: bundle.file,
    parent,
    command,
    intercept: [host],
    s3cmdConfiguration: null,
    nodePreload: preloadFile,
    javaTrustStore:
      command[0] === "java" ? (await makeJavaTrustStore(folder, certificateFile, parent)).file : null,
    phpIniFolder: await makePhpIniFolder(folder, bundle.file),
    exampleCredentials: null,
  });
  return applyChildEnvironment(parent, child);
}
