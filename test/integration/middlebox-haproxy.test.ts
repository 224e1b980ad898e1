// haproxy between two taps, both countersign: it speaks to the second one as to a proxy, and the sandbox answers for the origin.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { clients } from "../support/aws-clients.ts";
import { middleboxes, middleboxFile, middleboxFolder, startMiddlebox } from "../support/middleboxes.ts";
import { freePort } from "../support/rewriting-relay.ts";
import type { ComparedCase, ExaminedCase } from "../support/tap-cases.ts";
import { comparedCases, loggedCases } from "../support/tap-cases.ts";
import type { Tap } from "../support/taps.ts";
import { openTap, signedCurl } from "../support/taps.ts";

interface Case {
  readonly name: string;
  readonly rules: readonly string[];
  readonly path: string;
  readonly more?: readonly string[];
  /** Changes that count in the signature; those that two taps must name, and no other. */
  readonly changed: readonly string[];
  readonly effect: string;
  /** What the tap behind it proves; null: the signature is right there. */
  readonly cause: string | null;
}

const cases: readonly Case[] = [
  {
    name: "slashes-merged",
    rules: ["http-request normalize-uri path-merge-slashes"],
    path: "/b/reports//2026.json",
    ...{ changed: ["signed path"], effect: "breaks", cause: "slash-collapse" },
  },
  {
    name: "dots-stripped",
    rules: ["http-request normalize-uri path-strip-dot"],
    path: "/b/./key",
    ...{ changed: ["signed path"], effect: "breaks", cause: "dot-segments" },
  },
  {
    name: "prefix-taken-away",
    rules: ["http-request replace-path /s3/(.*) /\\1"],
    path: "/s3/b/key",
    ...{ changed: ["signed path"], effect: "breaks", cause: "path-prefix-rewritten" },
  },
  {
    name: "accept-encoding-dropped",
    rules: ["http-request del-header accept-encoding"],
    path: "/b/key",
    more: ["-H", "Accept-Encoding: gzip"],
    ...{ changed: ["signed header accept-encoding"], effect: "breaks", cause: "accept-encoding-rewritten" },
  },
  {
    name: "range-dropped",
    rules: ["http-request del-header range"],
    path: "/b/film",
    more: ["-H", "Range: bytes=0-1023"],
    ...{ changed: ["signed header range"], effect: "breaks", cause: "range-header-rewritten" },
  },
  // curl 7.88 signs the query in the order it sends: AWS reads both orders as one, and that signature fits neither.
  {
    name: "query-sorted",
    rules: ["http-request normalize-uri query-sort-by-name"],
    path: "/b?prefix=a&list-type=2",
    ...{ changed: ["respelt query"], effect: "respelled", cause: "query-unsorted" },
  },
  {
    name: "forwarded-for",
    rules: ["option forwardfor"],
    path: "/b/key",
    ...{ changed: [], effect: "harmless", cause: null },
  },
];

describe.skipIf(middleboxes.haproxy === null || clients.curl === null)("haproxy", () => {
  const folder = middleboxFolder("haproxy");
  let compared: ReadonlyMap<string, ComparedCase>;
  let behind: ReadonlyMap<string, ExaminedCase>;
  const open: { close(): Promise<void> }[] = [];

  beforeAll(async () => {
    const ports: number[] = [];
    for (const _ of cases) ports.push(await freePort());
    const common = ["--json", "--no-default-credentials", "--inspector-port", "off"];
    const intercept = ports.flatMap((port) => ["--intercept", `localhost:${port}`]);
    // Without credentials the sandbox, and this tap with it, knows AWS's documented example.
    const second: Tap = await openTap(folder, "b", [...common, "--sandbox", ...intercept]);
    open.push(second);
    const config = middleboxFile(folder, "haproxy.cfg", configuration(ports, second.port));
    open.push(
      await startMiddlebox({
        command: middleboxes.haproxy ?? "",
        parameters: ["-db", "-f", config],
        port: ports[0] ?? 0,
      }),
    );
    const first: Tap = await openTap(folder, "a", [...common, ...intercept]);
    open.push(first);
    for (const [at, { name, path, more = [] }] of cases.entries())
      await signedCurl(first, `http://localhost:${ports[at]}${path}`, ["-A", name, ...more]);
    for (const tap of [first, second]) await tap.close();
    compared = comparedCases(folder, "a.jsonl", "b.jsonl");
    behind = loggedCases(folder, "b.jsonl");
  }, 180_000);

  afterAll(async () => {
    for (const one of open.reverse()) await one.close();
  });

  test.each(cases)("$name: two taps name it, the first without a secret", ({ name, changed, effect }) => {
    const found = compared.get(name);
    expect(found?.changes.filter((change) => !change.startsWith("unsigned "))).toEqual(changed);
    expect([found?.effect, found?.brokenHop]).toEqual([effect, effect === "breaks" ? "between" : null]);
    expect(found?.delayMs).toBeGreaterThanOrEqual(0);
  });

  test.each(cases)("$name: the tap behind it proves it", ({ name, cause }) => {
    expect(behind.get(name)).toEqual(
      cause === null
        ? { verdict: "valid", causes: [], certainty: null }
        : { verdict: "mismatch", causes: [cause], certainty: "proven" },
    );
  });

  test("two files of evidence, each redacted under a key of its own, say the same", () => {
    const evidence = comparedCases(folder, "a.sqlite", "b.sqlite");
    expect([...evidence].map(([name, { effect }]) => [name, effect])).toEqual(
      cases.map(({ name, effect }) => [name, effect]),
    );
  });
});

function configuration(ports: readonly number[], tap: number): string {
  const servers = cases.map(
    ({ name, rules }, at) => `
listen ${name}
  bind 127.0.0.1:${ports[at]}
  ${rules.join("\n  ")}
  http-request set-uri http://%[req.hdr(host)]%[pathq]
  server tap 127.0.0.1:${tap}`,
  );
  return `global
  expose-experimental-directives
defaults
  mode http
  timeout connect 10s
  timeout client 60s
  timeout server 60s
${servers.join("\n")}
`;
}
