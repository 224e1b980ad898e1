// The yardstick: the least a TLS-to-TLS proxy can do on Node. CONNECT, TLS ended here, headers as they came, no inspection.
// Usage: node bench/relay.mjs FOLDER [PORT]   (with ca.pem, leaf.pem, leaf-key.pem; tells its port on standard error; with PORT, every
// destination is that port of this machine)
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { Agent, request } from "node:https";
import { join } from "node:path";
import { createSecureContext, connect as secure, TLSSocket } from "node:tls";

const pem = (name) => readFileSync(join(process.argv[2], name));
const secureContext = createSecureContext({ cert: pem("leaf.pem"), key: pem("leaf-key.pem") });
const ca = pem("ca.pem");
const agent = new Agent({ keepAlive: true, ca });
const fixedPort = process.argv[3];
if (fixedPort !== undefined)
  agent.createConnection = ({ host }) =>
    secure({ host: "127.0.0.1", port: Number(fixedPort), servername: host, ca });
const destinations = new WeakMap();

const inner = createServer((message, answer) => {
  const { host, port } = destinations.get(message.socket);
  const upstream = request({
    agent,
    host,
    port,
    method: message.method,
    path: message.url,
    headers: message.rawHeaders,
    setHost: false,
  });
  upstream.on("response", (response) => {
    answer.writeHead(response.statusCode, response.statusMessage, response.rawHeaders);
    response.pipe(answer);
  });
  upstream.on("error", () => answer.destroy());
  message.pipe(upstream);
});
inner.keepAliveTimeout = 0;

const outer = createServer((_message, answer) => answer.writeHead(405).end());
outer.on("connect", (message, socket) => {
  const [host, port] = message.url.split(":");
  socket.on("error", () => socket.destroy());
  socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
  const secured = new TLSSocket(socket, { isServer: true, secureContext });
  secured.on("error", () => secured.destroy());
  destinations.set(secured, { host, port: Number(port) });
  inner.emit("connection", secured);
});
outer.listen(0, "127.0.0.1", () => console.error(`ready ${outer.address().port}`));
