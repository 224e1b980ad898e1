// What both proxies lead to: a TLS server that reads every request to its end and answers 1 KiB.
// Usage: node bench/upstream.mjs FOLDER   (with leaf.pem, leaf-key.pem; tells its port on standard error)
import { readFileSync } from "node:fs";
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
server.listen(0, "127.0.0.1", () => console.error(`ready ${server.address().port}`));
