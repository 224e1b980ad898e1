// The `endpoint` command: what a host means.
import type { Command } from "commander";
import type { Endpoint } from "../endpoints/endpoint.ts";
import { endpointOf } from "../endpoints/endpoint.ts";
import { CountersignError } from "../http/countersign-error.ts";
import type { CommandContext } from "./command-context.ts";
import { withSettings } from "./command-context.ts";
import type { Settings } from "./settings.ts";
import { standardInputLines } from "./standard-input.ts";

/** Declares `endpoint`. */
export function endpointCommand(program: Command, context: CommandContext): void {
  const command = program
    .command("endpoint")
    .description("what a host means: service, signing name, region, partition")
    .argument("[host...]", "host names; without one, or with -, lines of standard input");
  withSettings(command, ["json"], context, (settings, hosts) =>
    endpoint(settings, hosts, context),
  ).addHelpText("after", help);
}

const help = `
Examples:
  $ countersign endpoint s3.eu-west-1.amazonaws.com
  $ countersign endpoint --json my-bucket.s3.amazonaws.com sts.amazonaws.com
  $ cut -f1 hosts.tsv | countersign endpoint --json`;

async function endpoint(
  settings: Settings,
  hosts: readonly string[],
  context: CommandContext,
): Promise<number> {
  const { output } = context;
  if (hosts.length === 0 && process.stdin.isTTY) {
    throw new CountersignError("ERR_USAGE", "endpoint needs a host", {
      hint: "countersign endpoint s3.eu-west-1.amazonaws.com",
    });
  }
  for await (const host of hosts.length === 0 ? standardInputHosts() : namedHosts(hosts)) {
    output.out(settings.json ? endpointJson(host) : endpointText(host));
    await output.keptUp();
    if (output.gone()) break;
  }
  return 0;
}

async function* namedHosts(hosts: readonly string[]): AsyncGenerator<string> {
  for (const host of hosts) {
    if (host === "-") yield* standardInputHosts();
    else yield host;
  }
}

async function* standardInputHosts(): AsyncGenerator<string> {
  for await (const line of standardInputLines()) if (line.trim() !== "") yield line.trim();
}

function endpointJson(host: string): string {
  const { service, signingName, region, partition, pathEncoding, certain, alternatives } = known(host);
  return JSON.stringify({
    host,
    service,
    signingName,
    region,
    partition,
    pathEncoding,
    certain,
    alternatives,
  });
}

function endpointText(host: string): string {
  const found = known(host);
  const shown = host.replace(/[^\x21-\x7e]/g, "?");
  if (found.service === null) return `${shown}\n  no AWS service is known by this host`;
  const rows = [
    ["service", found.service],
    ["signing name", found.signingName ?? "unknown"],
    ["region", found.global ? `${found.region ?? "unknown"} (global endpoint)` : (found.region ?? "unknown")],
    ["partition", found.partition ?? "unknown"],
    ["path encoding", found.pathEncoding === "single" ? "once, as S3" : "twice, as every service but S3"],
    ...(found.certain ? [] : [["certainty", "this is the likeliest reading, not the only one"]]),
    ...found.alternatives.map((other) => [
      "or",
      `${other.service ?? "unknown"}, signing name ${other.signingName ?? "unknown"}`,
    ]),
  ];
  return [shown, ...rows.map(([name = "", value = ""]) => `  ${name.padEnd(13)} ${value}`)].join("\n");
}

/** A host as people give it: a URL, a port and a trailing dot are forgiven. */
function known(host: string): Endpoint {
  const bare = host
    .replace(/^[a-z]+:\/\//i, "")
    .replace(/[/?#].*$/, "")
    .replace(/^[^@]*@/, "");
  return endpointOf(bare.replace(/:\d*$/, "").replace(/\.$/, "").toLowerCase());
}
