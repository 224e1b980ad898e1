// The preload in Node.js programs of its own: a proxy that notes every CONNECT, and servers with a minted certificate behind it.
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { createSecureServer } from "node:http2";
import type { AddressInfo, Server, Socket } from "node:net";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { preloadFile } from "../../src/cli/node-options.ts";
import { mint } from "../support/minted-certificates.ts";
import { builtProgram, testFolder } from "../support/piped-countersign.ts";

const folder = testFolder("node-preload");
const certificateFile = join(folder, "root.pem");
const host = "aws.countersign-test.invalid";
const asked: string[] = [];
const open: Server[] = [];
const sockets = new Set<Socket>();
let proxyPort = 0;

async function listening(server: Server): Promise<number> {
  open.push(server);
  server.on("connection", (socket: Socket) => sockets.add(socket.on("error", () => undefined)));
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return (server.address() as AddressInfo).port;
}

beforeAll(async () => {
  const root = await mint({ commonName: "Preload test root", authority: true });
  const leaf = await mint({ commonName: host, names: [host], issuer: root });
  writeFileSync(certificateFile, root.certificatePem);
  const secure = createSecureServer(
    { key: leaf.keyPem, cert: leaf.certificatePem, allowHTTP1: true },
    (request, answer) => answer.end(`secure ${request.httpVersion} ${request.url}`),
  );
  const securePort = await listening(secure as unknown as Server);
  const plainPort = await listening(
    createHttpServer((request, answer) => void answer.end(`plain ${request.url}`)),
  );
  // Whatever is asked for, the connection goes to the servers of this test.
  const proxy = createServer((socket) =>
    socket.once("data", (piece) => {
      const [, authority = ""] = /^CONNECT (\S+) HTTP\/1\.1\r\n/.exec(piece.toString("latin1")) ?? [];
      asked.push(authority);
      if (authority.startsWith("refused.")) return void socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
      const upstream = connect(authority.endsWith(":80") ? plainPort : securePort, "127.0.0.1");
      upstream.on("error", () => socket.destroy());
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      socket.pipe(upstream).pipe(socket);
    }),
  );
  proxyPort = await listening(proxy);
});

afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  await Promise.all(open.map((server) => new Promise((closed) => server.close(closed))));
});

beforeEach(() => {
  asked.length = 0;
});

interface Ran {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs a program text; `name` ends it in .mjs or .cjs. */
function node(name: string, text: string, environment: Record<string, string> = {}): Promise<Ran> {
  const file = join(folder, name);
  writeFileSync(file, text);
  return nodeWith([file], environment);
}

function nodeWith(words: readonly string[], environment: Record<string, string> = {}): Promise<Ran> {
  const env = {
    PATH: process.env.PATH ?? "",
    NODE_OPTIONS: `--require=${preloadFile}`,
    NODE_EXTRA_CA_CERTS: certificateFile,
    COUNTERSIGN_PROXY: `http://127.0.0.1:${proxyPort}`,
    NO_PROXY: "localhost,127.0.0.1,direct.invalid",
    ...environment,
  };
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, words, { env, stdio: ["ignore", "pipe", "pipe"] });
    let [out, err] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (piece: string) => (out += piece));
    child.stderr.setEncoding("utf8").on("data", (piece: string) => (err += piece));
    child.once("error", reject).once("close", (status) => resolve({ status, out, err }));
  });
}

const get = (url: string, options = "{}"): string => `
  import https from "node:https";
  https.get("${url}", ${options}, (answer) => {
    const { authorized } = answer.socket;
    let body = "";
    answer.on("data", (piece) => (body += piece)).on("end", () => console.log(body, authorized));
  }).on("error", (error) => console.log("error", error.code ?? error.message));
`;

describe("programs that read no proxy variable", () => {
  test.each([
    ["the global agent", "{}"],
    [
      "an agent of its own that keeps connections",
      "{ agent: new https.Agent({ keepAlive: true, maxSockets: 50 }) }",
    ],
    ["no agent", "{ agent: false }"],
  ])("https with %s goes through the proxy, and its certificate is checked", async (_, options) => {
    const { out } = await node(
      "get.mjs",
      `${get(`https://${host}/x`, options)}setTimeout(() => process.exit(), 3000).unref();`,
    );
    expect(out).toBe("secure 1.1 /x true\n");
    expect(asked).toEqual([`${host}:443`]);
  });

  test("one connection serves several requests of a keeping agent", async () => {
    const { out } = await node(
      "keep.cjs",
      `const https = require("https");
       const agent = new https.Agent({ keepAlive: true, maxSockets: 1 });
       const call = (path) => new Promise((done) => https.get("https://${host}" + path, { agent }, (a) => a.resume().on("end", done)));
       (async () => { await call("/1"); await call("/2"); await call("/3"); agent.destroy(); console.log("done"); })();`,
    );
    expect(out).toBe("done\n");
    expect(asked).toEqual([`${host}:443`]);
  });

  test("HTTP/2 goes through the proxy, by import and by require", async () => {
    const body = `const session = connect("https://${host}");
      const call = session.request({ ":path": "/two" });
      let text = "";
      call.setEncoding("utf8").on("data", (piece) => (text += piece)).on("end", () => { console.log(text); session.close(); });`;
    expect((await node("two.mjs", `import { connect } from "node:http2"; ${body}`)).out).toBe(
      "secure 2.0 /two\n",
    );
    expect((await node("two.cjs", `const { connect } = require("http2"); ${body}`)).out).toBe(
      "secure 2.0 /two\n",
    );
    expect(asked).toEqual([`${host}:443`, `${host}:443`]);
  });

  test("fetch goes through the proxy", async () => {
    const { out } = await node(
      "fetch.mjs",
      `for (const path of ["/a", "/b"]) console.log(await (await fetch("https://${host}" + path)).text());`,
      { NODE_USE_ENV_PROXY: "1", HTTPS_PROXY: `http://127.0.0.1:${proxyPort}` },
    );
    expect(out).toBe("secure 1.1 /a\nsecure 1.1 /b\n");
    expect(new Set(asked)).toEqual(new Set([`${host}:443`]));
  });

  test("plain HTTP goes through the proxy only to hosts that were named", async () => {
    const text = `import http from "node:http";
      http.get("http://store.invalid/p", (answer) => answer.setEncoding("utf8").on("data", (piece) => console.log(piece)))
        .on("error", () => console.log("error"));`;
    expect((await node("plain.mjs", text)).out).toBe("error\n");
    expect(asked).toEqual([]);
    expect((await node("plain.mjs", text, { COUNTERSIGN_NODE_INTERCEPT: "localhost:1,*.invalid" })).out).toBe(
      "plain /p\n",
    );
    expect(asked).toEqual(["store.invalid:80"]);
  });
});

describe("programs that must not notice", () => {
  test("a host of NO_PROXY is reached directly, with or without a port in the entry", async () => {
    await node("direct.mjs", get("https://direct.invalid/"));
    await node("direct.mjs", get(`https://${host}/`), { NO_PROXY: "*.countersign-test.invalid:443" });
    expect(asked).toEqual([]);
  });

  test("a connection of the program's own is left alone", async () => {
    const text = `import tls from "node:tls";
      ${get(`https://${host}/`, `{ createConnection: () => tls.connect({ port: 1, host: "127.0.0.1" }) }`)}`;
    expect((await node("own.mjs", text)).out).toBe("error ECONNREFUSED\n");
    expect(asked).toEqual([]);
  });

  test("a refused tunnel and a proxy that is gone are errors of the request, not of the program", async () => {
    expect((await node("refused.mjs", get("https://refused.invalid/"))).out).toBe(
      "error countersign refused a connection to refused.invalid:443 (status 403)\n",
    );
    const gone = await node("gone.mjs", get(`https://${host}/`), { COUNTERSIGN_PROXY: "http://127.0.0.1:1" });
    expect([gone.status, gone.out]).toEqual([0, "error ECONNREFUSED\n"]);
  });

  test("without a proxy, or with nonsense for one, nothing is changed", async () => {
    const text = `const https = require("https"); console.log(https.Agent.prototype.createConnection.length, require.main === module);`;
    for (const proxy of ["", "nonsense"]) {
      expect((await node("same.cjs", text, { COUNTERSIGN_PROXY: proxy })).out).toBe("3 true\n");
    }
  });

  test("programs without a network, with workers and with a script from the command line run as before", async () => {
    expect((await nodeWith(["-p", "1 + 1"])).out).toBe("2\n");
    const worker = `const { Worker } = require("worker_threads");
      new Worker("console.log('in a worker')", { eval: true }).on("exit", (status) => console.log(status));`;
    expect(await node("worker.cjs", worker)).toEqual({ status: 0, out: "in a worker\n0\n", err: "" });
  });

  test("countersign itself is not led through itself", async () => {
    const check = `require("module"); process.argv[1] = ${JSON.stringify(builtProgram)};
      require(${JSON.stringify(builtProgram.replace(/main\.js$/, "cli/node-preload.cjs"))});
      console.log(require("https").Agent.prototype.createConnection.length);`;
    expect((await nodeWith(["-e", check], { NODE_OPTIONS: "" })).out).toBe("3\n");
  });
});
