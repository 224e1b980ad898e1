import { expect, test } from "vitest";
import { unjudged } from "../../src/cli/check.ts";
import { emptySummary } from "../../src/report/summary.ts";
import { countersign, testFolder } from "../support/piped-countersign.ts";

const folder = testFolder("check");

test("a run without a request, or with one that nobody can judge, proves nothing", () => {
  expect(unjudged(emptySummary)).toBe("check fails: no AWS request was seen, so nothing was checked.");
  expect(unjudged({ ...emptySummary, requests: 2, verdicts: new Map([["valid", 2]]) })).toBeNull();
  expect(
    unjudged({
      ...emptySummary,
      requests: 3,
      verdicts: new Map([
        ["valid", 2],
        ["unverifiable", 1],
      ]),
    }),
  ).toContain("1 of 3 requests were signed with a key that is not known here");
});

test("a command that makes no call fails, and one that fails keeps its status", () => {
  const silent = countersign(["check", "--port", "0", "--certs", "certs", "--", "true"], {
    workingFolder: folder,
  });
  expect(silent.status).toBe(1);
  expect(silent.stderr).toContain("check fails: no AWS request was seen");
  expect(
    countersign(["check", "--port", "0", "--certs", "certs", "--", "sh", "-c", "exit 4"], {
      workingFolder: folder,
    }).status,
  ).toBe(4);
});

test("options that the sandbox has no use for are refused", () => {
  expect(
    countersign(["check", "--upstream-proxy", "http://x:1", "--", "true"], { workingFolder: folder }).status,
  ).toBe(2);
});
