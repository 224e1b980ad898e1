// The client: correctly signed requests through a proxy, over connections that stay open, or each over one of its own (`fresh`). Prints one line of JSON.
// With `hosts`, they go in turn to as many names in bench.test, port 443.
// Usage: node bench/load.mjs '{"proxy":PORT,"upstream":PORT,"ca":[FILES],"connections":N,"requests":N,"bodyBytes":N,"fresh":false,"hosts":0}'
import { createHash, createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { connect as secure } from "node:tls";

const job = JSON.parse(process.argv[2]);
const ca = job.ca.map((file) => readFileSync(file));
const keyId = "AKIAIOSFODNN7EXAMPLE";
const secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
const body = Buffer.alloc(job.bodyBytes, "b");
const method = job.bodyBytes > 0 ? "PUT" : "GET";

const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");
const hmac = (key, text) => createHmac("sha256", key).update(text).digest();
const payloadHash = sha256(body);

const agent = new Agent({ keepAlive: !job.fresh, maxSockets: job.connections });
agent.createConnection = ({ host, port }, done) => {
  const path = `${host}:${port}`;
  const asked = request({ host: "127.0.0.1", port: job.proxy, method: "CONNECT", path, agent: false });
  asked.on("error", done);
  asked.on("connect", (answer, socket) => {
    if (answer.statusCode !== 200) return done(new Error(`CONNECT was answered ${answer.statusCode}`));
    const secured = secure({ socket, servername: host, ca });
    secured.once("error", done);
    secured.once("secureConnect", () => done(null, secured));
  });
  asked.end();
};

/** Name and value in turn, with the signature over host, payload hash and date. */
function signedHeaders(path, host) {
  const date = new Date().toISOString().replace(/[-:]|\.\d{3}/g, "");
  const scope = `${date.slice(0, 8)}/us-east-1/s3/aws4_request`;
  const names = "host;x-amz-content-sha256;x-amz-date";
  const fields = `host:${host}\nx-amz-content-sha256:${payloadHash}\nx-amz-date:${date}\n`;
  const canonicalRequest = `${method}\n${path}\n\n${fields}\n${names}\n${payloadHash}`;
  const stringToSign = `AWS4-HMAC-SHA256\n${date}\n${scope}\n${sha256(canonicalRequest)}`;
  const signingKey = scope.split("/").reduce(hmac, `AWS4${secret}`);
  const signature = hmac(signingKey, stringToSign).toString("hex");
  const authorization = `AWS4-HMAC-SHA256 Credential=${keyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`;
  const length = method === "PUT" ? ["Content-Length", String(body.length)] : [];
  return [
    ...["Host", host, "X-Amz-Content-Sha256", payloadHash, "X-Amz-Date", date],
    ...["Authorization", authorization, ...length],
  ];
}

/** Where the request with a number goes. */
function destination(number) {
  return job.hosts > 0
    ? { host: `h${number % job.hosts}.bench.test`, port: 443, named: `h${number % job.hosts}.bench.test` }
    : { host: "localhost", port: job.upstream, named: `localhost:${job.upstream}` };
}

function call(number) {
  const path = `/examplebucket/object-${number}`;
  const { host, port, named } = destination(number);
  return new Promise((resolve, reject) => {
    const headers = signedHeaders(path, named);
    const sent = request({ agent, host, port, method, path, headers, setHost: false });
    sent.on("error", reject);
    sent.on("response", (answer) => {
      answer.resume();
      answer.on("error", reject);
      answer.on("end", () =>
        answer.statusCode === 200 ? resolve() : reject(new Error(`answered ${answer.statusCode}`)),
      );
    });
    sent.end(body);
  });
}

let next = 0;
async function lane() {
  while (next < job.requests) {
    next += 1;
    await call(next);
  }
}

const startedAt = performance.now();
await Promise.all(Array.from({ length: job.connections }, lane));
console.log(JSON.stringify({ seconds: (performance.now() - startedAt) / 1000 }));
agent.destroy();
