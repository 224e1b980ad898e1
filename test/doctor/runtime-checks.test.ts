import { expect, test } from "vitest";
import { runtimeChecks } from "../../src/doctor/runtime-checks.ts";
import { surroundings } from "../support/surroundings.ts";

test("each runtime is told with what it needs, known or not", () => {
  const runtimes = [
    { id: "java", version: "17.0.1" },
    { id: "erlang", version: "26" },
  ];
  expect(runtimeChecks(surroundings({ runtimes })).map(({ status, detail }) => [status, detail])).toEqual([
    ["ok", "17.0.1; reads system properties and a trust store: run sets JAVA_TOOL_OPTIONS"],
    ["ok", "26; nothing is known of it"],
  ]);
});

test("probes that did not come through are warnings with a way out", () => {
  const probes = [
    { id: "curl", outcome: "through", reason: null },
    { id: "node", outcome: "ignored", reason: null },
    { id: "java", outcome: "distrusted", reason: null },
    { id: "php", outcome: "failed", reason: "status 255" },
    { id: "go", outcome: "skipped", reason: "a Go program would have to be compiled" },
  ] as const;
  const checks = runtimeChecks(surroundings({ runtimes: [], probes }));
  expect(checks.map(({ subject, status, detail }) => `${subject} ${status}: ${detail}`)).toEqual([
    "curl ok: a call came through the proxy",
    "node warning: makes its calls past the proxy",
    "java warning: reaches the proxy and does not trust its certificate",
    "php warning: could not make a call (status 255)",
    "go skipped: a Go program would have to be compiled",
  ]);
  expect(checks.filter(({ status, fix }) => status === "warning" && fix === null)).toEqual([]);
});
