// The login of a company's proxy is a secret: it reaches that proxy and nothing else, also when everything fails.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { CorporateProxy } from "../support/corporate-proxy.ts";
import { connectProxy, socksProxy } from "../support/corporate-proxy.ts";
import { testFolder } from "../support/piped-countersign.ts";
import { testAuthority } from "../support/proxy-fixture.ts";
import { rawUpstream } from "../support/proxy-upstream.ts";
import { spawnCountersign } from "../support/spawned-countersign.ts";

const folder = testFolder("canary-login");
const password = "CANARY/pass word?";
const spellings = [
  "CANARY",
  encodeURIComponent(password),
  Buffer.from(`corpuser:${password}`).toString("base64"),
  Buffer.from(password).toString("hex"),
];

/** One request through HTTPS_PROXY; prints the answer. */
const client = `
const { connect } = require("node:net");
const tls = require("node:tls");
const proxy = new URL(process.env.HTTPS_PROXY);
const raw = connect(Number(proxy.port), proxy.hostname);
raw.write("CONNECT s3.us-east-1.amazonaws.com:443 HTTP/1.1\\r\\nHost: s3.us-east-1.amazonaws.com:443\\r\\n\\r\\n");
raw.once("data", () => {
  const secure = tls.connect({ socket: raw, servername: "s3.us-east-1.amazonaws.com", rejectUnauthorized: false });
  secure.write("GET /bucket/key HTTP/1.1\\r\\nHost: s3.us-east-1.amazonaws.com\\r\\n\\r\\n");
  secure.on("data", (chunk) => process.stdout.write(chunk)).on("end", () => process.exit(0));
});
`;

interface Heard {
  /** Everything countersign and its command left behind: both outputs and the log. */
  readonly everything: string;
  readonly log: string;
}

async function runBehind(url: string, name: string): Promise<Heard> {
  const log = `${name}.jsonl`;
  const ended = await spawnCountersign(
    ["run", "--port", "0", "--json", "--log", log, "--certs", "certs", "--", process.execPath, "-e", client],
    { workingFolder: folder, environment: { HTTPS_PROXY: url } },
  );
  const logged = readFileSync(join(folder, log), "utf8");
  return { everything: `${ended.stdout}${ended.stderr}${logged}`, log: logged };
}

function urlOf(scheme: string, { port }: CorporateProxy): string {
  return `${scheme}://corpuser:${encodeURIComponent(password)}@127.0.0.1:${port}`;
}

function leaks(text: string): string[] {
  return spellings.filter((spelling) => text.includes(spelling));
}

describe("the login of an upstream proxy", () => {
  it("reaches the proxy, and neither outputs nor log when the upstream's certificate is refused", async () => {
    const context = await (await testAuthority("untrusted")).secureContextFor("s3.us-east-1.amazonaws.com");
    const upstream = await rawUpstream(context, () => undefined);
    const proxy = await connectProxy({ onward: upstream.port });
    const heard = await runBehind(urlOf("http", proxy), "certificate");
    expect(leaks(proxy.asked.join())).toHaveLength(1);
    expect(leaks(heard.everything)).toEqual([]);
    expect(heard.everything).toMatch(/HTTP\/1\.1 502 [\s\S]*issued by "countersign local CA/);
    expect(heard.log).toContain('"event":"upstream-tls-failed"');
    expect(upstream.connections.every(({ received }) => received === "")).toBe(true);
    await proxy.close();
    await upstream.close();
  });
  it("stays secret when the proxy refuses it, in HTTP and in SOCKS", async () => {
    const refusing = await connectProxy({ onward: 1, answer: "HTTP/1.1 407 No\r\n\r\n" });
    const socks = await socksProxy({ onward: 1, login: "another:login" });
    const heard = [
      await runBehind(urlOf("http", refusing), "http"),
      await runBehind(urlOf("socks5", socks), "socks"),
    ];
    expect(leaks(refusing.asked.join())).toHaveLength(1);
    expect(heard.flatMap(({ everything }) => leaks(everything))).toEqual([]);
    expect(heard[0]?.everything).toContain("the upstream proxy wants other credentials (status 407)");
    expect(heard[1]?.everything).toContain("the upstream proxy refused: it wants another login");
    await refusing.close();
    await socks.close();
  });
});
