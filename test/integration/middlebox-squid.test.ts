// squid that opens TLS, between two taps, both countersign: each speaks CONNECT to the next, and the sandbox answers for AWS.
import { execFileSync } from "node:child_process";
import { copyFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { clients } from "../support/aws-clients.ts";
import {
  asMiddlebox,
  middleboxes,
  middleboxFile,
  middleboxFolder,
  startMiddlebox,
} from "../support/middleboxes.ts";
import { freePort } from "../support/rewriting-relay.ts";
import type { ComparedCase, ExaminedCase } from "../support/tap-cases.ts";
import { comparedCases, loggedCases } from "../support/tap-cases.ts";
import type { Tap } from "../support/taps.ts";
import { openTap, signedCurl } from "../support/taps.ts";

/** S3 asks for it, and curl 7.88 sends none by itself. */
const hash = ["-H", "x-amz-content-sha256: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"];
const url = "https://s3.us-east-1.amazonaws.com/lab-bucket";

describe.skipIf(middleboxes.squid === null || clients.curl === null)("squid", () => {
  const folder = middleboxFolder("squid");
  let compared: ReadonlyMap<string, ComparedCase>;
  let behind: ReadonlyMap<string, ExaminedCase>;
  const open: { close(): Promise<void> }[] = [];

  beforeAll(async () => {
    const common = ["--json", "--no-default-credentials", "--inspector-port", "off"];
    const second: Tap = await openTap(folder, "b", [...common, "--sandbox"]);
    open.push(second);
    const caFile = signingAuthority(folder);
    copyFileSync(second.caFile, join(folder, "tap-ca.pem"));
    asMiddlebox("/usr/lib/squid/security_file_certgen", ["-c", "-s", `${folder}/own/db`, "-M", "4MB"]);
    const port = await freePort();
    const config = middleboxFile(folder, "squid.conf", configuration(folder, port, second.port));
    // A service name of its own: squid names its shared memory by it.
    const parameters = ["-N", "-n", `countersign${port}`, "-f", config];
    open.push(await startMiddlebox({ command: middleboxes.squid ?? "", parameters, port }));
    const way = ["--upstream-proxy", `http://127.0.0.1:${port}`, "--upstream-ca", caFile];
    const first: Tap = await openTap(folder, "a", [...common, ...way]);
    open.push(first);
    await signedCurl(first, url, [...hash, "-A", "default", "-X", "PUT"]);
    await signedCurl(first, `${url}/film`, [...hash, "-A", "range", "-H", "Range: bytes=0-1023"]);
    await signedCurl(first, `${url}/key`, [...hash, "-A", "encoding", "-H", "Accept-Encoding: gzip"]);
    for (const tap of [first, second]) await tap.close();
    compared = comparedCases(folder, "a.sqlite", "b.sqlite");
    behind = loggedCases(folder, "b.jsonl");
  }, 180_000);

  afterAll(async () => {
    for (const one of open.reverse()) await one.close();
  });

  test("Via and what else it adds accuse nobody", () => {
    expect(compared.get("default")).toMatchObject({ effect: "harmless", brokenHop: null });
    expect(compared.get("default")?.changes).toContain("unsigned header via");
    expect(compared.get("default")?.changes.filter((change) => !change.startsWith("unsigned "))).toEqual([]);
    expect(behind.get("default")).toEqual({ verdict: "valid", causes: [], certainty: null });
  });

  test.each([
    ["range", "signed header range", "range-header-rewritten"],
    ["encoding", "signed header accept-encoding", "accept-encoding-rewritten"],
  ])("a dropped %s: two taps name it without a secret, one behind proves it", (name, change, cause) => {
    expect(compared.get(name)).toMatchObject({ effect: "breaks", brokenHop: "between" });
    expect(compared.get(name)?.changes.filter((one) => !one.startsWith("unsigned "))).toEqual([change]);
    expect(compared.get(name)?.delayMs).toBeGreaterThanOrEqual(0);
    expect(behind.get(name)).toEqual({ verdict: "mismatch", causes: [cause], certainty: "proven" });
  });
});

/** An authority for squid to sign with, made now; squid takes RSA keys with every extension in place. Gives its certificate's file. */
function signingAuthority(folder: string): string {
  const [key, certificate] = [join(folder, "squid-key.pem"), join(folder, "squid-ca.pem")];
  const names = ["-subj", "/CN=squid of the tests", "-addext", "keyUsage=critical,keyCertSign,cRLSign"];
  const made = ["-newkey", "rsa:2048", "-nodes", "-days", "2", "-keyout", key, "-out", certificate];
  execFileSync("openssl", ["req", "-x509", ...made, ...names], { stdio: "ignore" });
  middleboxFile(folder, "squid-both.pem", readFileSync(key, "utf8") + readFileSync(certificate, "utf8"));
  return certificate;
}

function configuration(folder: string, port: number, tap: number): string {
  const own = `${folder}/own`;
  return `http_port 127.0.0.1:${port} ssl-bump tls-cert=${folder}/squid-both.pem generate-host-certificates=on dynamic_cert_mem_cache_size=1MB
sslcrtd_program /usr/lib/squid/security_file_certgen -s ${own}/db -M 4MB
sslcrtd_children 1 startup=1
ssl_bump bump all
cache_peer 127.0.0.1 parent ${tap} 0 no-query no-digest default
never_direct allow all
tls_outgoing_options cafile=${folder}/tap-ca.pem
http_access allow all
request_header_access Range deny all
request_header_access Accept-Encoding deny all
cache_mem 8 MB
cache_log ${own}/cache.log
access_log none
pid_filename ${own}/squid.pid
coredump_dir ${own}
pinger_enable off
shutdown_lifetime 0 seconds
visible_hostname squid.test
`;
}
