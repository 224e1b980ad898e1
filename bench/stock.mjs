// http-mitm-proxy as it comes, connections kept open on both sides; it inspects nothing.
// Usage: node bench/stock.mjs FOLDER   (a folder of its own for its certificates; tells its port on standard error)
import { readFileSync } from "node:fs";
import { Agent } from "node:https";
import { join } from "node:path";
import { Proxy as MitmProxy } from "http-mitm-proxy";

console.debug = () => undefined;
const [folder] = process.argv.slice(2);
const own = join(folder, "stock");
const agent = new Agent({ keepAlive: true, maxSockets: 256, ca: readFileSync(join(folder, "ca.pem")) });
const proxy = new MitmProxy().onError(() => undefined);
proxy.listen({ port: 0, host: "127.0.0.1", keepAlive: true, sslCaDir: own, httpsAgent: agent }, () =>
  console.error(`ready ${proxy.httpPort} (certificate authority: ${join(own, "certs/ca.pem")})`),
);
