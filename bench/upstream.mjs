// What both proxies lead to: a TLS server that reads every request to its end and answers 1 KiB.
// Usage: node bench/upstream.mjs FOLDER   (with leaf.pem, leaf-key.pem; tells on standard error its port, and one that takes CONNECT for
// any name and leads here too)
import { readFileSync } from "node:fs";
import { createServer as createProxy } from "node:http";
import { createServer } from "node:https";
import { join } from "node:path";

const pem = (name) => readFileSync(join(process.argv[2], name));
const body = Buffer.alloc(1024, "a");

const server = createServer({ cert: pem("leaf.pem"), key: pem("leaf-key.pem") }, (message, answer) => {
  message.resume();
  message.on("end", () =>
    answer.writeHead(200, { "Content-Type": "text/plain", "Content-Length": body.length }).end(body),
  );
});
server.keepAliveTimeout = 0;

const via = createProxy((_message, answer) => answer.writeHead(405).end());
via.on("connect", (_message, socket) => {
  socket.on("error", () => socket.destroy());
  socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
  // The TLS server takes a plain socket, as from its own port.
  server.emit("connection", socket);
});
server.listen(0, "127.0.0.1", () =>
  via.listen(0, "127.0.0.1", () => console.error(`ready ${server.address().port} via ${via.address().port}`)),
);
