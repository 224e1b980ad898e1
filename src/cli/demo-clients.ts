// The demo's real signers, each sending through the proxy: the AWS SDK, its signer alone, and curl.
import { spawn } from "node:child_process";
import { request as httpsRequest } from "node:https";
import { Sha256 } from "@aws-crypto/sha256-js";
import type { S3ClientConfig } from "@aws-sdk/client-s3";
import { S3Client } from "@aws-sdk/client-s3";
import { SignatureV4 } from "@smithy/signature-v4";
import { HttpsProxyAgent } from "hpagent";
import { exampleAccessKeyId, exampleSecret } from "../diagnosis/example.ts";

const payloadHeader = "x-amz-content-sha256";

/** Where the demo's clients send, and whom they trust. */
export interface DemoRoute {
  readonly proxyUrl: string;
  readonly certificateFile: string;
  readonly certificatePem: string;
}

/** A request as an HTTP library would send it: header names and values in order. */
export interface PlainRequest {
  readonly method: string;
  readonly host: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What is signed by the SDK's signer alone. */
export interface SigningPlan {
  readonly service: string;
  readonly region?: string;
  readonly request: PlainRequest;
  /** False where the path is put into the canonical request as it stands (S3's rule). */
  readonly escapePath?: boolean;
  /** Seconds: presigned for so long instead of header-signed. */
  readonly presignedSeconds?: number;
}

/** The documentation's example credentials, which the demo's sandbox knows; the secret may be given an accident. */
export function demoCredentials(secret: string = exampleSecret): {
  accessKeyId: string;
  secretAccessKey: string;
} {
  return { accessKeyId: exampleAccessKeyId, secretAccessKey: secret };
}

/** An SDK client that sends once, through the proxy. */
export function demoS3Client(route: DemoRoute, config: S3ClientConfig = {}): S3Client {
  return new S3Client({
    region: "us-east-1",
    credentials: demoCredentials(),
    maxAttempts: 1,
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
    requestHandler: { httpsAgent: proxyAgent(route) },
    ...config,
  });
}

/** Signs with @smithy/signature-v4, which is what the SDK itself signs with. */
export async function signedBySmithy(plan: SigningPlan): Promise<PlainRequest> {
  const signer = new SignatureV4({
    credentials: demoCredentials(),
    region: plan.region ?? "us-east-1",
    service: plan.service,
    sha256: Sha256,
    uriEscapePath: plan.escapePath ?? true,
    applyChecksum: plan.service === "s3",
  });
  const { method, host, headers, body } = plan.request;
  const [path = "/", query = ""] = plan.request.path.split("?");
  const unsigned = {
    method,
    protocol: "https:",
    hostname: host,
    path,
    query: Object.fromEntries(new URLSearchParams(query)),
    headers: { host, ...headers },
    ...(body === "" ? {} : { body }),
  };
  if (plan.presignedSeconds === undefined) {
    const signed = await signer.sign(unsigned);
    return { ...plan.request, headers: signed.headers };
  }
  // S3 takes a presigned URL's payload as unsigned; the signer reads that from a header which is itself neither signed nor sent.
  const payload = plan.service === "s3" ? { [payloadHeader]: "UNSIGNED-PAYLOAD" } : {};
  const presigned = await signer.presign(
    { ...unsigned, headers: { ...unsigned.headers, ...payload } },
    {
      expiresIn: plan.presignedSeconds,
      unsignableHeaders: new Set([payloadHeader]),
      unhoistableHeaders: new Set([payloadHeader]),
    },
  );
  const parameters = Object.entries(presigned.query ?? {}).map(
    ([name, value]) => `${escaped(name)}=${escaped(String(value))}`,
  );
  return { ...plan.request, path: `${path}?${parameters.join("&")}`, headers: { host } };
}

/** Sends a request as it stands and waits for the whole answer. Rejects only when no answer comes. */
export function sendPlain(route: DemoRoute, plain: PlainRequest): Promise<void> {
  return new Promise((resolve, reject) => {
    const length = plain.body === "" ? {} : { "content-length": String(Buffer.byteLength(plain.body)) };
    const sent = httpsRequest(
      {
        host: plain.host,
        method: plain.method,
        path: plain.path,
        agent: proxyAgent(route),
        headers: { ...plain.headers, ...length },
        setHost: false,
      },
      (answer) => {
        answer.resume();
        answer.on("end", resolve);
        answer.on("error", reject);
      },
    );
    sent.on("error", reject);
    sent.end(plain.body);
  });
}

/** The installed curl's version as a number (7.88 is 788), or null when there is none. */
export async function curlVersion(): Promise<number | null> {
  const found = await curl(["--version"], "").catch(() => null);
  const version = /^curl (\d+)\.(\d+)/.exec(found ?? "");
  return version ? Number(version[1]) * 100 + Number(version[2]) : null;
}

/** Runs curl through the proxy with `--aws-sigv4`. The secret goes in on standard input, not in the arguments. */
export async function curlSigned(route: DemoRoute, provider: string, args: readonly string[]): Promise<void> {
  const { accessKeyId, secretAccessKey } = demoCredentials();
  const through = [
    "--silent",
    "--show-error",
    "--proxy",
    route.proxyUrl,
    "--cacert",
    route.certificateFile,
    "--config",
    "-",
  ];
  await curl([...through, "--aws-sigv4", provider, ...args], `user = "${accessKeyId}:${secretAccessKey}"\n`);
}

function proxyAgent(route: DemoRoute): HttpsProxyAgent {
  return new HttpsProxyAgent({ proxy: route.proxyUrl, ca: route.certificatePem });
}

function escaped(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function curl(args: readonly string[], input: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn("curl", args, { stdio: ["pipe", "pipe", "pipe"], timeout: 20_000 });
    let text = "";
    child.stdout.on("data", (chunk: Buffer) => {
      text += chunk.toString("latin1");
    });
    child.on("error", reject);
    child.on("close", (status) =>
      status === 0 ? resolve(text) : reject(new Error(`curl ended with status ${status}`)),
    );
    child.stdin.on("error", () => undefined);
    child.stdin.end(input);
  });
}
