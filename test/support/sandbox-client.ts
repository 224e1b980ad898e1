// A client of the sandbox: node http over its connections, signing with the example key.
import type { IncomingHttpHeaders } from "node:http";
import { Agent, request as httpRequest } from "node:http";
import type { Duplex } from "node:stream";
import { createExaminer, examine } from "../../src/diagnosis/examine.ts";
import { exampleAccessKeyId, exampleKnowledge, exampleSecret } from "../../src/diagnosis/example.ts";
import { serverPrediction } from "../../src/diagnosis/predict.ts";
import { sha256Hex } from "../../src/http/digest.ts";
import type { Sandbox } from "../../src/sandbox/open-sandbox.ts";
import { openSandbox } from "../../src/sandbox/open-sandbox.ts";
import { amzDate } from "../../src/sigv4/amz-date.ts";
import { canonicalHeaders } from "../../src/sigv4/canonical-headers.ts";
import { canonicalQuery, queryParameters } from "../../src/sigv4/canonical-query.ts";
import { canonicalRequest } from "../../src/sigv4/canonical-request.ts";
import { canonicalUri } from "../../src/sigv4/canonical-uri.ts";
import { signature } from "../../src/sigv4/signature.ts";
import { signingKey } from "../../src/sigv4/signing-key.ts";
import { stringToSign } from "../../src/sigv4/string-to-sign.ts";

/** The sandbox's clock in tests: 2 January 2026, 03:04:05 UTC. */
const testNow: number = Date.UTC(2026, 0, 2, 3, 4, 5);

/** One call, signed unless told otherwise. */
export interface Call {
  readonly method?: string;
  /** `https://host/path?query`, as it goes on the wire. */
  readonly url: string;
  readonly headers?: readonly (readonly [string, string])[];
  readonly body?: string | Uint8Array;
  readonly service?: string;
  readonly region?: string;
  readonly secret?: string;
  readonly accessKeyId?: string;
  readonly date?: string;
  readonly payloadHash?: string;
  /** Headers that are sent and not signed. */
  readonly unsigned?: readonly (readonly [string, string])[];
}

/** An answer. */
export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly text: string;
}

/** A sandbox with the example key known and a keep-alive agent for its connections. */
export function openTestSandbox(log: string[] = []): {
  sandbox: Sandbox;
  agent: Agent;
  call: (call: Call) => Promise<Reply>;
  /** Sends what is signed already, or not at all. */
  send: (wire: Wire) => Promise<Reply>;
  close: () => Promise<void>;
} {
  const knowledge = exampleKnowledge();
  const examiner = createExaminer(knowledge);
  const sandbox = openSandbox({
    now: () => testNow,
    log: (line) => log.push(line),
    examine: (request) => {
      const examination = examine(
        { id: "t", input: null, index: 0, request, response: null, selfCheck: null, nowEpochMs: testNow },
        examiner,
      );
      return {
        verdict: examination.verdict,
        derivation: examination.derivation,
        prediction: serverPrediction(examination, knowledge, testNow),
      };
    },
  });
  const agent = new Agent({ keepAlive: true });
  // The declared type asks for a net.Socket; any Duplex will do.
  (agent as unknown as { createConnection: (options: { host: string }) => Duplex }).createConnection = ({
    host,
  }) => sandbox.connect(host, 443, true);
  return {
    sandbox,
    agent,
    call: (call) => send(agent, signed(call)),
    send: (wire) => send(agent, wire),
    close: async () => {
      agent.destroy();
      await sandbox.close();
    },
  };
}

/** A call ready to be sent. */
export interface Wire {
  readonly method: string;
  readonly host: string;
  readonly path: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Uint8Array;
}

/** Signs a call. */
export function signed(call: Call): Wire {
  const [, host = "", path = "/"] = /^https:\/\/([^/?]+)(.*)$/.exec(call.url) ?? [];
  const body =
    typeof call.body === "string" ? new TextEncoder().encode(call.body) : (call.body ?? new Uint8Array(0));
  const service = call.service ?? "s3";
  const date = call.date ?? amzDate(testNow);
  const payloadHash = call.payloadHash ?? sha256Hex(body);
  const headers: (readonly [string, string])[] = [
    ["Host", host],
    ["X-Amz-Date", date],
    ...(service === "s3" ? [["X-Amz-Content-Sha256", payloadHash] as const] : []),
    ...(call.headers ?? []),
  ];
  const names = [...new Set(headers.map(([name]) => name.toLowerCase()))].sort();
  const scope = {
    date: date.slice(0, 8),
    region: call.region ?? "us-east-1",
    service,
    terminator: "aws4_request",
  };
  const [rawPath = "/", query = ""] = path.split("?");
  const text = canonicalRequest({
    method: call.method ?? "GET",
    canonicalUri: canonicalUri(rawPath, service === "s3" ? "single" : "double"),
    canonicalQuery: canonicalQuery(queryParameters(query)),
    headers: canonicalHeaders(headers, names),
    signedHeaders: names,
    payloadHash: service === "s3" ? payloadHash : sha256Hex(body),
  });
  const toSign = stringToSign({
    algorithm: "AWS4-HMAC-SHA256",
    timestamp: date,
    scope,
    canonicalRequestSha256Hex: sha256Hex(text),
  });
  const made = signature(signingKey(call.secret ?? exampleSecret, scope), toSign);
  const credential = `${call.accessKeyId ?? exampleAccessKeyId}/${scope.date}/${scope.region}/${scope.service}/aws4_request`;
  const authorization = `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${names.join(";")}, Signature=${made}`;
  const length: (readonly [string, string])[] =
    call.method === undefined || call.method === "GET" || call.method === "HEAD"
      ? []
      : [["Content-Length", String(body.length)]];
  return {
    method: call.method ?? "GET",
    host,
    path: path === "" ? "/" : path,
    headers: [...headers, ["Authorization", authorization], ...length, ...(call.unsigned ?? [])],
    body,
  };
}

/** Sends a call and reads the whole answer. */
function send(agent: Agent, wire: Wire): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest(
      {
        agent,
        host: wire.host,
        port: 443,
        method: wire.method,
        path: wire.path,
        headers: wire.headers.flat(),
      },
      (response) => {
        const pieces: Buffer[] = [];
        response.on("data", (piece: Buffer) => pieces.push(piece));
        response.on("error", reject);
        response.on("end", () => {
          const body = Buffer.concat(pieces);
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body,
            text: body.toString("utf8"),
          });
        });
      },
    );
    sent.on("error", reject);
    sent.end(wire.body.length > 0 ? wire.body : undefined);
  });
}
