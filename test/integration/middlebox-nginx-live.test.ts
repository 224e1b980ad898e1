// nginx between two taps that run, both countersign: behind it an endpoint (--endpoint-mode), because nginx speaks to an origin and to no
// proxy. `compare --tap-of` says of each request what nginx changed while all three run.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { clients } from "../support/aws-clients.ts";
import { middleboxes, middleboxFile, middleboxFolder, startMiddlebox } from "../support/middleboxes.ts";
import { builtProgram, countersign, jsonLines } from "../support/piped-countersign.ts";
import { waitFor } from "../support/proxy-client.ts";
import { freePort } from "../support/rewriting-relay.ts";
import type { ComparedCase, ExaminedCase } from "../support/tap-cases.ts";
import { comparedCases, loggedCases } from "../support/tap-cases.ts";
import type { Tap } from "../support/taps.ts";
import { openTap, signedCurl } from "../support/taps.ts";

interface Case {
  readonly name: string;
  /** A location of nginx; `$up` is the endpoint behind it. */
  readonly location: string;
  readonly path: string;
  readonly more?: readonly string[];
  /** Changes of signed bytes that two taps name, and no other. */
  readonly signed: readonly string[];
  /** What the endpoint proves with the secret; null: the signature is right, and it signs again. */
  readonly cause: string | null;
  /** Of the endpoint: 404 is S3's own, for there is no such bucket. */
  readonly status: string;
}

/** S3 wants the hash of a body, here of none. */
const hashed = [
  "-H",
  "x-amz-content-sha256: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
];
const keep = "proxy_set_header Host $http_host;";
const cases: readonly Case[] = [
  {
    name: "passes-on",
    location: `location /pass/ { ${keep} proxy_pass $up; }`,
    path: "/pass/a%20b//c?x=1",
    ...{ signed: [], cause: null, status: "404" },
  },
  {
    name: "host-of-upstream",
    location: "location /host/ { proxy_set_header X-Forwarded-Host $http_host; proxy_pass $up; }",
    path: "/host/key",
    ...{ signed: ["header host"], cause: "host-rewritten-by-reverse-proxy", status: "403" },
  },
  {
    name: "slashes-merged",
    location: `location /merge/ { ${keep} proxy_pass $up/merge/; }`,
    path: "/merge/reports//2026.json",
    ...{ signed: ["path"], cause: "slash-collapse", status: "403" },
  },
  {
    name: "underscore-dropped",
    location: `location /meta/ { ${keep} proxy_pass $up; }`,
    path: "/meta/key",
    more: ["-H", "x-amz-meta-content_owner: true"],
    ...{ signed: ["header x-amz-meta-content_owner"], cause: "header-underscore-dropped", status: "403" },
  },
  {
    name: "accept-encoding-dropped",
    location: `location /coding/ { ${keep} proxy_set_header Accept-Encoding ""; proxy_pass $up; }`,
    path: "/coding/key",
    more: ["-H", "Accept-Encoding: gzip, deflate"],
    ...{ signed: ["header accept-encoding"], cause: "accept-encoding-rewritten", status: "403" },
  },
];

interface Told {
  readonly effect: string;
  readonly certainty: string | null;
  readonly brokenHop: string | null;
  readonly before: { readonly id: string; readonly authority: string; readonly status: number } | null;
  readonly after: { readonly verdict: string } | null;
  readonly changes: readonly { readonly part: string; readonly signed: boolean }[];
}

describe.skipIf(middleboxes.nginx === null || clients.curl === null || process.platform !== "linux")(
  "nginx between two taps that run",
  () => {
    const folder = middleboxFolder("nginx-live");
    const open: { close(): Promise<void> }[] = [];
    let statuses: string[] = [];
    let told: ReadonlyMap<string, Told>;
    let followed: { status: unknown; out: string; err: string };
    let compared: ReadonlyMap<string, ComparedCase>;
    let behind: ReadonlyMap<string, ExaminedCase>;
    let keys: string[] = [];

    beforeAll(async () => {
      // The endpoint takes any name of loopback with its own port: nginx has the same port at another address.
      const port = await freePort();
      const common = ["--json", "--no-default-credentials", "--inspector-port", "0"];
      const far: Tap = await openTap(folder, "b", [
        ...common,
        "--sandbox",
        "--endpoint-mode",
        "--port",
        `${port}`,
      ]);
      open.push(far);
      const config = middleboxFile(folder, "nginx.conf", configuration(folder, port));
      const parameters = ["-c", config, "-e", `${folder}/own/error.log`];
      open.push(await startMiddlebox({ command: middleboxes.nginx ?? "", parameters, port }));
      const near: Tap = await openTap(folder, "a", [...common, "--intercept", `127.0.0.2:${port}`]);
      open.push(near);
      keys = [near, far].map(({ inspector }) => inspector ?? "");
      const compare = startCompare(folder, keys);
      statuses = [];
      for (const { name, path, more = [] } of cases)
        statuses.push(
          await signedCurl(near, `http://127.0.0.2:${port}${path}`, ["-A", name, ...hashed, ...more]),
        );
      await waitFor(() => jsonLines(compare.out()).length >= cases.length, "a line for each request", 60_000);
      followed = await compare.end();
      // Both taps tell of all while they run: the last line may come a moment behind that of compare.
      const toldAll = ({ told: said }: Tap): boolean => jsonLines(said()).length === cases.length;
      await waitFor(() => toldAll(near) && toldAll(far), "both taps to tell of each request", 30_000);
      await near.close();
      await far.close();
      told = byName(folder, jsonLines(followed.out) as unknown as readonly Told[]);
      compared = comparedCases(folder, "a.sqlite", "b.sqlite");
      behind = loggedCases(folder, "b.jsonl");
    }, 180_000);

    afterAll(async () => {
      for (const one of open.reverse()) await one.close();
    });

    test("each request has the answer of the endpoint", () => {
      expect(statuses).toEqual(cases.map(({ status }) => status));
    });

    test.each(cases)("$name: is told while it runs", ({ name, signed, cause, status }) => {
      const found = told.get(name);
      expect(found?.changes.filter((one) => one.signed).map(({ part }) => part)).toEqual(signed);
      expect([found?.effect, found?.brokenHop]).toEqual(
        cause === null ? ["harmless", null] : ["breaks", "between"],
      );
      // The near tap knows no secret.
      expect(found?.certainty).toBe(cause === null ? null : "observed");
      expect(found?.before?.status).toBe(Number(status));
    });

    test.each(cases)("$name: evidence of both says the same afterwards", ({ name, cause }) => {
      const signed = told
        .get(name)
        ?.changes.map((one) => `${one.signed ? "signed" : "unsigned"} ${one.part}`);
      expect(compared.get(name)).toMatchObject({ effect: told.get(name)?.effect, changes: signed });
      expect(behind.get(name)).toMatchObject(
        cause === null
          ? { verdict: "valid", causes: [] }
          : { verdict: "mismatch", causes: [cause], certainty: "proven" },
      );
    });

    test("ends with 1 at Ctrl-C, and never repeats a key", () => {
      expect([followed.status, followed.err]).toEqual([1, ""]);
      const tokens = keys.map((address) => address.split("#")[1] ?? "");
      expect(tokens.map((token) => token.length)).toEqual([32, 32]);
      for (const token of tokens) expect(followed.out + followed.err).not.toContain(token);
    });

    test("says so where nothing is to be asked any more", () => {
      const ran = countersign(["compare", "--tap-of", "near.txt", "--tap-of", "far.txt"], {
        workingFolder: folder,
      });
      expect([ran.status, ran.stdout]).toEqual([2, ""]);
      expect(ran.stderr).toContain("(ERR_TAP_UNREACHABLE)");
    });
  },
);

/** Starts the comparison; the addresses stand in files. */
function startCompare(folder: string, [near = "", far = ""]: readonly string[]) {
  middleboxFile(folder, "near.txt", `{"event":"ready","inspector":"${near}"}\n`);
  middleboxFile(folder, "far.txt", `See every request at ${far}\n`);
  const words = ["compare", "--json", "--tap-of", "near.txt", "--tap-of", "far.txt"];
  const child = spawn(process.execPath, [builtProgram, ...words], {
    cwd: folder,
    env: { PATH: process.env.PATH ?? "", HOME: folder },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const texts = { out: "", err: "" };
  child.stdout.setEncoding("utf8").on("data", (piece: string) => (texts.out += piece));
  child.stderr.setEncoding("utf8").on("data", (piece: string) => (texts.err += piece));
  const ended = once(child, "close");
  return {
    out: () => texts.out.slice(0, texts.out.lastIndexOf("\n") + 1),
    end: async () => {
      child.kill("SIGINT");
      const [status] = await ended;
      return { status: status as unknown, ...texts };
    },
  };
}

/** Comparisons by the User-Agent that the near tap logged. */
function byName(folder: string, lines: readonly Told[]): ReadonlyMap<string, Told> {
  const names = new Map(
    (jsonLines(readFileSync(join(folder, "a.jsonl"), "utf8")) as unknown as readonly Logged[])
      .filter(({ request }) => request !== undefined)
      .map(({ id, request }) => [
        id,
        request?.headers.find(([name]) => /^user-agent$/i.test(name))?.[1] ?? "",
      ]),
  );
  return new Map(lines.map((line) => [names.get(line.before?.id ?? "") ?? "", line]));
}

interface Logged {
  readonly id: string;
  readonly request?: { readonly headers: readonly (readonly [string, string])[] };
}

function configuration(folder: string, port: number): string {
  const own = `${folder}/own`;
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (kind) => `${kind}_temp_path ${own}/${kind};`,
  );
  const locations = cases.map(({ location }) => location.replaceAll("$up", `http://127.0.0.1:${port}`));
  return `daemon off; worker_processes 1; pid ${own}/nginx.pid; error_log ${own}/error.log;
events { worker_connections 64; }
http {
  access_log off; ${temporary.join(" ")}
  server {
    listen 127.0.0.2:${port};
    ${locations.join("\n    ")}
  }
}
`;
}
