// What the user chose, after flags, environment and configuration file are put together.
import type { KeepBodies } from "../evidence/stored-record.ts";
import type { KnownSigningKey } from "../sigv4/known-credentials.ts";
import type { ReportTarget } from "./report-target.ts";

/** What makes the exit status 1, strictest gate last. */
export const failOnValues = ["proven", "error", "warning", "never"] as const;
export type FailOn = (typeof failOnValues)[number];

/** Which requests are signed again before they go on. */
export const resignChoices = ["off", "mismatch", "all"] as const;
export type ResignChoice = (typeof resignChoices)[number];

/** Every option of CONTRACT that this release carries out, validated. */
export interface Settings {
  readonly port: number;
  readonly host: string;
  /** A port, `off`, or null when nothing was chosen. */
  readonly inspectorPort: number | "off" | null;
  /** The folder of the certificate authority; null: the usual one. */
  readonly certs: string | null;
  readonly credentials: readonly string[];
  readonly defaultCredentials: boolean;
  readonly signingKey: readonly KnownSigningKey[];
  /** Whether temporary credentials in answers are known from then on. */
  readonly learn: boolean;
  readonly intercept: readonly string[];
  readonly upstreamProxy: string | null;
  readonly upstreamCa: readonly string[];
  /** How many clients may be connected at once, tunnels included. */
  readonly maxConnections: number;
  /** Processes that carry the traffic; 1: this one. */
  readonly workers: number;
  readonly upstreamCert: string | null;
  readonly upstreamKey: string | null;
  readonly sandbox: boolean;
  readonly allowRemote: boolean;
  readonly log: string | null;
  /** Reports to be written beside the normal output. */
  readonly report: readonly ReportTarget[];
  /** Null: the command's own default. */
  readonly failOn: FailOn | null;
  readonly json: boolean;
  /** Milliseconds since 1970. */
  readonly now: number | null;
  readonly scheme: "http" | "https" | null;
  readonly format: string | null;
  /** Inspectors of running taps: addresses, or files that hold them. */
  readonly tapOf: readonly string[];
  /** The evidence file; null: a new one for this run in the state folder. */
  readonly evidence: string | "off" | null;
  readonly keepBodies: KeepBodies;
  /** Right exchanges that evidence takes each second; zero for all. */
  readonly evidenceRate: number;
  /** Whether a request goes on only when its row is in the file. */
  readonly evidenceStrict: boolean;
  /** Days that the files of earlier runs are kept. */
  readonly evidenceDays: number;
  /** MiB that one evidence file, and all those of earlier runs together, may have. */
  readonly evidenceSize: number;
  /** The collector that telemetry goes to; null: the one of the environment, if any. */
  readonly otlp: string | "off" | null;
  /** The port of health and metrics. */
  readonly metricsPort: number | "off";
  /** The module that is given each examination. */
  readonly script: string | null;
  /** PEM file of the public key that a seal must be of; null takes the one it names. */
  readonly key: string | null;
  /** Which requests are signed again before they go on. */
  readonly resign: ResignChoice;
  /** Whether the port is an endpoint for AWS_ENDPOINT_URL too. */
  readonly endpointMode: boolean;
}

/** The name of a setting: an option's flag in camel case. */
export type SettingName = keyof Settings;
