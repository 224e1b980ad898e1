// Every option in one table: its flag, its words in --help, how its text is read. Adding an option is adding a row.
import type { Parsed } from "./option-values.ts";
import {
  connectionsValue,
  countOrZero,
  countValue,
  failOnValue,
  hostValue,
  keepBodiesValue,
  otlpValue,
  patternValue,
  portOrOff,
  portValue,
  proxyUrlValue,
  resignValue,
  schemeValue,
  signingKeyValue,
  switchValue,
  textValue,
  timeValue,
  workersValue,
} from "./option-values.ts";
import { reportTarget } from "./report-target.ts";
import type { SettingName, Settings } from "./settings.ts";

/** One option. `many`: it may be given again, and in the environment its values stand apart by `separator`. */
export interface OptionRow {
  readonly flags: string;
  readonly description: string;
  readonly kind: "value" | "many" | "switch" | "no-switch";
  readonly separator?: RegExp;
  readonly parse: (text: string) => Parsed<unknown>;
  readonly fallback: unknown;
}

const comma = /[,\s]+/;
const path = process.platform === "win32" ? /;/ : /:/;

type Table = { readonly [Name in SettingName]: OptionRow & { readonly fallback: Settings[Name] } };

/** The options of CONTRACT, in the order of --help. */
export const optionTable: Table = {
  port: {
    flags: "--port <number>",
    description: "port of the proxy; 0 takes a free one (default 8080)",
    kind: "value",
    parse: portValue,
    fallback: 8080,
  },
  host: {
    flags: "--host <address>",
    description: "address the proxy listens on (default 127.0.0.1)",
    kind: "value",
    parse: hostValue,
    fallback: "127.0.0.1",
  },
  allowRemote: {
    flags: "--allow-remote",
    description:
      "allow a --host that other machines can reach; whoever reaches it can send requests through it",
    kind: "switch",
    parse: switchValue,
    fallback: false,
  },
  inspectorPort: {
    flags: "--inspector-port <number>",
    description:
      "port of the inspector's page, 0 for a free one, or off (default 8081 for start, off for run)",
    kind: "value",
    parse: portOrOff,
    fallback: null,
  },
  certs: {
    flags: "--certs <folder>",
    description:
      "folder of the certificate authority (default certs/ of a checkout, else ~/.countersign/certs)",
    kind: "value",
    parse: textValue,
    fallback: null,
  },
  credentials: {
    flags: "--credentials <file>",
    description: "AWS ini file with known credentials; may be given again",
    kind: "many",
    separator: path,
    parse: textValue,
    fallback: [],
  },
  defaultCredentials: {
    flags: "--no-default-credentials",
    description: "leave out the environment's credentials and the shared AWS files",
    kind: "no-switch",
    parse: switchValue,
    fallback: true,
  },
  signingKey: {
    flags: "--signing-key <key>",
    description: "a derived key, AKID:YYYYMMDD:region:service:HEX, instead of a secret; may be given again",
    kind: "many",
    separator: comma,
    parse: signingKeyValue,
    fallback: [],
  },
  learn: {
    flags: "--no-learn",
    description: "forget the temporary credentials that STS and others hand out in answers that pass by",
    kind: "no-switch",
    parse: switchValue,
    fallback: true,
  },
  intercept: {
    flags: "--intercept <pattern>",
    description: "hosts to open beside AWS: localhost:4566, *.internal; may be given again",
    kind: "many",
    separator: comma,
    parse: patternValue,
    fallback: [],
  },
  upstreamProxy: {
    flags: "--upstream-proxy <url>",
    description:
      "proxy on the way to AWS, http://, https:// or socks5:// (default: HTTPS_PROXY, HTTP_PROXY and NO_PROXY of the environment)",
    kind: "value",
    parse: proxyUrlValue,
    fallback: null,
  },
  upstreamCa: {
    flags: "--upstream-ca <file>",
    description: "PEM file of further roots trusted towards upstream; may be given again",
    kind: "many",
    separator: path,
    parse: textValue,
    fallback: [],
  },
  maxConnections: {
    flags: "--max-connections <number>",
    description: "clients connected at once, at most 10000; one more is closed at once (default 2000)",
    kind: "value",
    parse: connectionsValue,
    fallback: 2000,
  },
  workers: {
    flags: "--workers <number>",
    description:
      "processes that carry the traffic of the one port, 1 to 64, or auto for one to each core (default 1)",
    kind: "value",
    parse: workersValue,
    fallback: 1,
  },
  upstreamCert: {
    flags: "--upstream-cert <file>",
    description: "PEM file of the client certificate, with its chain, shown to upstreams that ask for one",
    kind: "value",
    parse: textValue,
    fallback: null,
  },
  upstreamKey: {
    flags: "--upstream-key <file>",
    description: "PEM file of the client certificate's private key (default: the file of --upstream-cert)",
    kind: "value",
    parse: textValue,
    fallback: null,
  },
  sandbox: {
    flags: "--sandbox",
    description: "answer AWS hosts from the built-in verifying endpoint; nothing leaves the machine",
    kind: "switch",
    parse: switchValue,
    fallback: false,
  },
  log: {
    flags: "--log <file>",
    description: "JSONL of every examination; - for standard output",
    kind: "value",
    parse: textValue,
    fallback: null,
  },
  report: {
    flags: "--report <target>",
    description:
      "write a report beside the normal output: FORMAT=FILE with sarif, junit, html, markdown, har or jsonl, ci=FOLDER for sarif and junit, or a file that ends in .sarif, .xml, .html, .md, .har or .jsonl; may be given again",
    kind: "many",
    separator: path,
    parse: reportTarget,
    fallback: [],
  },
  failOn: {
    flags: "--fail-on <level>",
    description: "what makes the exit status 1: proven, error, warning or never",
    kind: "value",
    parse: failOnValue,
    fallback: null,
  },
  json: {
    flags: "--json",
    description: "machine output on standard output, people's text on standard error",
    kind: "switch",
    parse: switchValue,
    fallback: false,
  },
  now: {
    flags: "--now <time>",
    description: "clock of the machine that captured the requests: ISO 8601 or YYYYMMDDTHHMMSSZ",
    kind: "value",
    parse: timeValue,
    fallback: null,
  },
  scheme: {
    flags: "--scheme <scheme>",
    description: "http or https, where the input does not say (default https, http for loopback names)",
    kind: "value",
    parse: schemeValue,
    fallback: null,
  },
  format: {
    flags: "--format <name>",
    description:
      "format of the inputs instead of detecting it: http, har, curl, presigned-url, signed-token, error-body, response, debug-log, examinations",
    kind: "value",
    parse: textValue,
    fallback: null,
  },
  tapOf: {
    flags: "--tap-of <address>",
    description:
      "a countersign that runs, by its inspector's address or a file that holds it; given twice, the one nearer to the client first",
    kind: "many",
    separator: comma,
    parse: textValue,
    fallback: [],
  },
  evidence: {
    flags: "--evidence <file>",
    description:
      "SQLite file for what passed, redacted and sealed, or off (default: a new file for each run under ~/.countersign/evidence)",
    kind: "value",
    parse: textValue,
    fallback: null,
  },
  keepBodies: {
    flags: "--keep-bodies <what>",
    description: "what evidence keeps of bodies: none, hash, redacted or full (default redacted)",
    kind: "value",
    parse: keepBodiesValue,
    fallback: "redacted",
  },
  evidenceRate: {
    flags: "--evidence-rate <number>",
    description:
      "right requests that evidence takes each second, 0 for all; those with a finding or an error are always taken (default 100)",
    kind: "value",
    parse: countOrZero,
    fallback: 100,
  },
  evidenceStrict: {
    flags: "--evidence-strict",
    description:
      "send a request on only when evidence of it is on the disk; while that cannot be, answer 503 (HTTP/1.1 only)",
    kind: "switch",
    parse: switchValue,
    fallback: false,
  },
  evidenceDays: {
    flags: "--evidence-days <number>",
    description: "days that evidence of earlier runs is kept under ~/.countersign/evidence (default 30)",
    kind: "value",
    parse: countValue,
    fallback: 30,
  },
  evidenceSize: {
    flags: "--evidence-size <mebibytes>",
    description: "MiB that an evidence file may have, and those of earlier runs together (default 2048)",
    kind: "value",
    parse: countValue,
    fallback: 2048,
  },
  otlp: {
    flags: "--otlp <url>",
    description:
      "OpenTelemetry collector for findings, metrics and traces over OTLP/HTTP, http://HOST:4318, or off (default: OTEL_EXPORTER_OTLP_ENDPOINT)",
    kind: "value",
    parse: otlpValue,
    fallback: null,
  },
  metricsPort: {
    flags: "--metrics-port <number>",
    description:
      "port of /healthz, /readyz and /metrics for Prometheus, 0 for a free one, or off; on 127.0.0.1, with --allow-remote on --host (default off)",
    kind: "value",
    parse: portOrOff,
    fallback: "off",
  },
  script: {
    flags: "--script <file>",
    description:
      "module of your own that is given each examination: it exports onExamination or onResponse, and runs beside the traffic",
    kind: "value",
    parse: textValue,
    fallback: null,
  },
  key: {
    flags: "--key <file>",
    description: "PEM file of the public key that must have made the seal",
    kind: "value",
    parse: textValue,
    fallback: null,
  },
  resign: {
    flags: "--resign <mode>",
    description:
      "sign again with known credentials before forwarding: off, mismatch (only what is wrong) or all (default off)",
    kind: "value",
    parse: resignValue,
    fallback: "off",
  },
  endpointMode: {
    flags: "--endpoint-mode",
    description:
      "be an endpoint for AWS_ENDPOINT_URL too: requests whose signature is right are signed again for AWS (no --resign needed)",
    kind: "switch",
    parse: switchValue,
    fallback: false,
  },
};

/** An option's environment variable: `COUNTERSIGN_UPSTREAM_CA`. */
export function environmentName(name: SettingName): string {
  return `COUNTERSIGN_${kebab(name).replaceAll("-", "_").toUpperCase()}`;
}

/** An option's name as CONTRACT writes it: `upstream-ca`. */
export function kebab(name: SettingName): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
