// mockttp passing everything through, as another inspecting proxy on Node; it is no dependency of this project.
// Usage: node bench/mockttp.mjs FOLDER MODULES   (MODULES: a folder whose node_modules have it; tells its port on standard error)
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const [folder, modules] = process.argv.slice(2);
const mockttp = createRequire(join(modules, "package.json"))("mockttp");
const authority = await mockttp.generateCACertificate();
const ca = join(folder, "mockttp.pem");
writeFileSync(ca, authority.cert);
const server = mockttp.getLocal({ https: authority, http2: false });
await server.forAnyRequest().thenPassThrough({
  additionalTrustedCAs: [{ cert: readFileSync(join(folder, "ca.pem"), "utf8") }],
});
await server.start();
console.error(`ready ${server.port} (certificate authority: ${ca})`);
