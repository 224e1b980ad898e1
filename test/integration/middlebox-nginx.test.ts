// nginx between two places: each of its ways to break a signature is named from two captures without a secret, and proven from the one
// behind it with the secret. Behind it stands a verifying server of the tests: nginx speaks to an origin, not to a proxy.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { clients } from "../support/aws-clients.ts";
import type { Middlebox } from "../support/middleboxes.ts";
import { middleboxes, middleboxFile, middleboxFolder, startMiddlebox } from "../support/middleboxes.ts";
import { freePort } from "../support/rewriting-relay.ts";
import type { ComparedCase, ExaminedCase } from "../support/tap-cases.ts";
import { comparedCases, examinedCases } from "../support/tap-cases.ts";
import type { Tap, VerifyingServer } from "../support/taps.ts";
import { openTap, openVerifyingServer, signedCurl } from "../support/taps.ts";

/** One server of nginx, and a request through it. `after` takes `$up` for the server behind. */
interface Case {
  readonly name: string;
  readonly location: string;
  readonly path: string;
  readonly more?: readonly string[];
  /** Signed changes that two taps must name, and no other. */
  readonly signed: readonly string[];
  /** What one tap behind it proves; null: the signature is right there. */
  readonly cause: string | null;
}

const keep = "proxy_set_header Host $http_host;";
const meta = ["-H", "x-amz-meta-content_owner: true"];
const cases: readonly Case[] = [
  {
    name: "passes-on",
    location: `location / { ${keep} proxy_pass $up; }`,
    path: "/b/a%20b//c?x=1",
    ...{ signed: [], cause: null },
  },
  {
    name: "host-of-upstream",
    location: "location / { proxy_set_header X-Forwarded-Host $http_host; proxy_pass $up; }",
    path: "/b/key",
    ...{ signed: ["signed header host"], cause: "host-rewritten-by-reverse-proxy" },
  },
  {
    name: "host-without-port",
    location:
      "location / { proxy_set_header Host $host; proxy_set_header X-Forwarded-Port $server_port; proxy_pass $up; }",
    path: "/b/key",
    ...{ signed: ["signed header host"], cause: "host-port" },
  },
  {
    name: "prefix-taken-away",
    location: `location /s3/ { ${keep} proxy_pass $up/; }`,
    path: "/s3/b/key",
    ...{ signed: ["signed path"], cause: "path-prefix-rewritten" },
  },
  {
    name: "slashes-merged",
    location: `location / { ${keep} proxy_pass $up/; }`,
    path: "/b/reports//2026.json",
    ...{ signed: ["signed path"], cause: "slash-collapse" },
  },
  {
    name: "dots-resolved",
    location: `location / { ${keep} proxy_pass $up/; }`,
    path: "/b/./key",
    ...{ signed: ["signed path"], cause: "dot-segments" },
  },
  // Behind it the bytes are those of a client that encodes its slashes: only the first tap tells the two apart.
  {
    name: "slash-decoded",
    location: `location / { ${keep} proxy_pass $up/; }`,
    path: "/b/a%2Fb",
    ...{ signed: ["respelt path"], cause: "slash-encoded-in-key" },
  },
  {
    name: "underscore-dropped",
    location: `location / { ${keep} proxy_pass $up; }`,
    path: "/b/key",
    more: meta,
    ...{ signed: ["signed header x-amz-meta-content_owner"], cause: "header-underscore-dropped" },
  },
  {
    name: "accept-encoding-dropped",
    location: `location / { ${keep} proxy_set_header Accept-Encoding ""; proxy_pass $up; }`,
    path: "/b/key",
    more: ["-H", "Accept-Encoding: gzip, deflate"],
    ...{ signed: ["signed header accept-encoding"], cause: "accept-encoding-rewritten" },
  },
  {
    name: "range-dropped-by-cache",
    location: `location / { ${keep} proxy_cache objects; proxy_pass $up; }`,
    path: "/b/film",
    more: ["-H", "Range: bytes=0-1023"],
    ...{ signed: ["signed header range"], cause: "range-header-rewritten" },
  },
  {
    name: "head-made-get",
    location: `location / { ${keep} proxy_cache objects; proxy_pass $up; }`,
    path: "/b/head",
    more: ["--head"],
    ...{ signed: ["signed method"], cause: "method-head-get-rewritten" },
  },
];

describe.skipIf(middleboxes.nginx === null || clients.curl === null)("nginx", () => {
  const folder = middleboxFolder("nginx");
  let compared: ReadonlyMap<string, ComparedCase>;
  let examined: ReadonlyMap<string, ExaminedCase>;
  const open: { close(): Promise<void> }[] = [];

  beforeAll(async () => {
    const server: VerifyingServer = await openVerifyingServer(`${folder}/b.http`);
    open.push(server);
    const ports: number[] = [];
    for (const _ of cases) ports.push(await freePort());
    const config = configuration(folder, ports, server.port);
    const parameters = ["-c", middleboxFile(folder, "nginx.conf", config), "-e", `${folder}/own/error.log`];
    const nginx: Middlebox = await startMiddlebox({
      command: middleboxes.nginx ?? "",
      parameters,
      port: ports[0] ?? 0,
    });
    open.push(nginx);
    const intercept = ports.flatMap((port) => ["--intercept", `localhost:${port}`]);
    const tap: Tap = await openTap(folder, "a", [
      ...["--json", "--no-default-credentials", "--inspector-port", "off"],
      ...intercept,
    ]);
    open.push(tap);
    // curl 7.88 signs %7e as it stands, and AWS as ~: wrong before anything touched it.
    await signedCurl(tap, `http://localhost:${ports[0]}/b/key?y=%7e`, ["-A", "wrong-before"]);
    for (const [at, { name, path, more = [] }] of cases.entries())
      await signedCurl(tap, `http://localhost:${ports[at]}${path}`, ["-A", name, ...more]);
    await tap.close();
    compared = comparedCases(folder, "a.jsonl", "b.http");
    examined = examinedCases(folder, "b.http");
  }, 180_000);

  afterAll(async () => {
    for (const one of open.reverse()) await one.close();
  });

  test.each(cases.filter(({ cause }) => cause !== null))(
    "$name: two taps name it without a secret",
    (one) => {
      const found = compared.get(one.name);
      expect(found?.changes.filter((change) => !change.startsWith("unsigned "))).toEqual(one.signed);
      const respelt = one.signed.every((change) => change.startsWith("respelt "));
      expect([found?.effect, found?.brokenHop]).toEqual(
        respelt ? ["respelled", null] : ["breaks", "between"],
      );
      expect(found?.delayMs).toBeNull();
    },
  );

  test.each(cases.filter(({ cause }) => cause !== null))("$name: one tap behind it proves it", (one) => {
    expect(examined.get(one.name)).toEqual({ verdict: "mismatch", causes: [one.cause], certainty: "proven" });
  });

  test("does not blame it for what was wrong before", () => {
    expect(compared.get("wrong-before")).toMatchObject({ effect: "harmless", brokenHop: "before-or-key" });
    expect(examined.get("wrong-before")).toMatchObject({ verdict: "mismatch", certainty: "proven" });
  });

  test("accuses nobody where it passes the request on", () => {
    expect(compared.get("passes-on")).toMatchObject({ effect: "harmless", brokenHop: null });
    expect(compared.get("passes-on")?.changes).toContain("unsigned header connection");
    expect(examined.get("passes-on")).toMatchObject({ verdict: "valid", causes: [] });
  });
});

function configuration(folder: string, ports: readonly number[], upstream: number): string {
  const own = `${folder}/own`;
  const servers = cases.map(
    ({ location }, at) =>
      `server { listen 127.0.0.1:${ports[at]}; ${location.replaceAll("$up", `http://127.0.0.1:${upstream}`)} }`,
  );
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (kind) => `${kind}_temp_path ${own}/${kind};`,
  );
  return `daemon off; worker_processes 1; pid ${own}/nginx.pid; error_log ${own}/error.log;
events { worker_connections 64; }
http {
  access_log off; ${temporary.join(" ")}
  proxy_cache_path ${own}/cache keys_zone=objects:1m;
  ${servers.join("\n  ")}
}
`;
}
