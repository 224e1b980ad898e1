import { expect, test } from "vitest";
import { goesThroughLoopback, metadataAddresses, proxyChecks } from "../../src/doctor/proxy-checks.ts";
import type { Surroundings } from "../../src/doctor/surroundings.ts";
import { surroundings } from "../support/surroundings.ts";

const ours = { variable: "HTTPS_PROXY", text: "http://127.0.0.1:8080", listening: true };
const company = { variable: "HTTPS_PROXY", text: "http://user:pass-word@proxy.corp:3128", listening: null };
const noProxy = metadataAddresses.join(",");

function faults(changes: Partial<Surroundings>): readonly (readonly [string, string, string | null])[] {
  return proxyChecks(surroundings(changes))
    .filter(({ status }) => status !== "ok")
    .map(({ id, status, fix }) => [id, status, fix]);
}

test("without a proxy there is nothing to check", () => {
  expect(proxyChecks(surroundings())).toEqual([]);
});

test("a company's proxy with the credential addresses exempt is in order, and its login is not shown", () => {
  const checks = proxyChecks(surroundings({ proxies: [company], environment: { NO_PROXY: noProxy } }));
  expect(checks.map(({ status }) => status)).toEqual(["ok", "ok"]);
  expect(checks[0]?.detail).toBe("http://proxy.corp:3128, with a login");
});

test("credential addresses that go to the proxy are told with the value to set", () => {
  expect(faults({ proxies: [company], environment: { NO_PROXY: "localhost" } })).toEqual([
    [
      "proxy-metadata",
      "warning",
      'export NO_PROXY="localhost,169.254.169.254,169.254.170.2,fd00:ec2::254" no_proxy="localhost,169.254.169.254,169.254.170.2,fd00:ec2::254"',
    ],
  ]);
});

test("a NO_PROXY that hides AWS is a warning where countersign is the proxy, else a note", () => {
  const environment = { NO_PROXY: `${noProxy},.amazonaws.com` };
  expect(faults({ proxies: [ours], environment })[0]?.slice(0, 2)).toEqual(["proxy-bypassed", "warning"]);
  expect(faults({ proxies: [company], environment })[0]?.slice(0, 2)).toEqual(["proxy-bypassed", "note"]);
});

test.each([
  ["proxy.corp:3128", "warning"],
  ["http://", "error"],
  ["http://proxy corp", "error"],
  ["ftp://proxy", "error"],
])("%j is no proxy URL for everyone", (text, status) => {
  const proxies = [{ variable: "HTTPS_PROXY", text, listening: null }];
  expect(faults({ proxies, environment: { NO_PROXY: noProxy } })[0]?.slice(0, 2)).toEqual([
    "proxy-form",
    status,
  ]);
});

test("two spellings that disagree, and a proxy of this machine where nothing listens", () => {
  const environment = { HTTPS_PROXY: "http://a:1", https_proxy: "http://b:1", NO_PROXY: noProxy };
  const proxies = [{ ...ours, listening: false }];
  expect(faults({ proxies, environment })).toEqual([
    ["proxy-ambiguous", "warning", 'export https_proxy="$HTTPS_PROXY"'],
    ["proxy-listening", "error", "countersign start   # or: unset HTTPS_PROXY"],
  ]);
});

test("a proxy of this machine is known by its address", () => {
  expect(goesThroughLoopback(surroundings({ proxies: [ours] }))).toBe(true);
  expect(goesThroughLoopback(surroundings({ proxies: [company] }))).toBe(false);
});
