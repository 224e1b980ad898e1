import { expect, test } from "vitest";
import { machineChecks } from "../../src/doctor/machine-checks.ts";
import type { Surroundings } from "../../src/doctor/surroundings.ts";
import { surroundings } from "../support/surroundings.ts";

function stands(changes: Partial<Surroundings>): readonly string[] {
  return machineChecks(surroundings(changes)).map(({ id, status, detail }) => `${id} ${status}: ${detail}`);
}

test("a sound machine", () => {
  expect(stands({})).toEqual([
    "clock ok: the clock is synchronised",
    "node-version ok: v20.19.0",
    "node-tls ok: checks certificates and reads HTTP strictly",
    "port ok: free",
  ]);
});

test.each<[number | null, string]>([
  [
    -400_000,
    "error: this clock is 400 s behind the server's; AWS refuses more than 5 minutes, S3 more than 15",
  ],
  [
    90_000,
    "warning: this clock is 90 s ahead of the server's; AWS refuses more than 5 minutes, S3 more than 15",
  ],
  [400, "ok: this clock is 0 s ahead of the server's"],
  [null, "skipped: gave no answer with a Date"],
])("an offset of %s ms", (offsetMs, line) => {
  const clock = { synchronised: true, source: "chronyc", server: { url: "http://localhost/", offsetMs } };
  expect(stands({ clock })[1]).toBe(`clock-offset ${line}`);
});

test("a clock that nobody keeps, and one of which nobody knows", () => {
  const clock = { source: "chronyc", server: null, synchronised: false };
  const [kept] = machineChecks(surroundings({ clock }));
  expect(kept).toMatchObject({ status: "warning", fix: "sudo chronyc makestep" });
  expect(stands({ clock: { ...clock, synchronised: null, source: null } })[0]).toMatch(
    /^clock skipped: no time service/,
  );
});

test("libfaketime is seen", () => {
  expect(stands({ environment: { LD_PRELOAD: "/usr/lib/libfaketime.so.1" } })[1]).toMatch(
    /^clock-faked warning/,
  );
});

test.each([
  ["v20.18.3", "error"],
  ["v18.20.0", "error"],
  ["v20.19.0", "ok"],
  ["v24.1.0", "ok"],
])("Node.js %s", (version, status) => {
  expect(stands({ node: { version, unsafe: [] } })[1]).toMatch(new RegExp(`^node-version ${status}`));
});

test("what makes the proxy refuse to start is told with the variable to unset", () => {
  const [, , tls] = machineChecks(
    surroundings({ node: { version: "v24.0.0", unsafe: ["NODE_TLS_REJECT_UNAUTHORIZED=0 switches off"] } }),
  );
  expect(tls).toMatchObject({ id: "node-tls", status: "error", fix: "unset NODE_TLS_REJECT_UNAUTHORIZED" });
});

test("a taken port is a warning, unless the proxy variables name it", () => {
  const port = { host: "127.0.0.1", port: 8080, state: "taken" } as const;
  const proxies = [{ variable: "HTTPS_PROXY", text: "http://127.0.0.1:8080/", listening: true }];
  expect(stands({ port })[3]).toMatch(/^port warning: taken by another program/);
  expect(stands({ port, proxies })[3]).toBe("port ok: taken, and named as the proxy: countersign runs there");
  expect(stands({ port: { ...port, state: "refused" } })[3]).toMatch(/^port error/);
});
