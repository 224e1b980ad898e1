import { beforeAll, describe, expect, it } from "vitest";
import type { ExaminationJson } from "../../src/report/examination-json.ts";
import { parseFilter } from "../../src/report/filter-expression.ts";
import { filterMatches } from "../../src/report/filter-match.ts";
import { ruleSample } from "../support/examination-samples.ts";

describe("a filter put to a request", () => {
  let examination: ExaminationJson;

  beforeAll(async () => {
    const sample = await ruleSample("host-port");
    const response = {
      status: 403,
      code: "SignatureDoesNotMatch",
      message: null,
      requestId: null,
      serverDate: null,
      agrees: true,
    };
    const request = {
      ...sample.request,
      headers: [...sample.request.headers, ["X-Note", "A b"] as const, ["User-Agent", "Boto3/1.40"] as const],
    };
    const connection = {
      ...{ connectAuthority: null, sni: null, client: "127.0.0.1:50000", tlsVersion: null },
      process: { pid: 4711, name: "python3.12" },
    };
    examination = { ...sample, request, response, connection };
  });

  function matches(source: string, one: ExaminationJson = examination): boolean {
    const filter = parseFilter(source);
    if ("wrong" in filter) throw new Error(filter.wrong);
    return filterMatches(filter, {
      examination: one,
      requestBody: "in body",
      responseBody: "<Code>Out</Code>",
    });
  }

  it.each([
    "",
    "~client boto3",
    "~client 4711",
    "~client *3.12",
    "~svc s3",
    "~svc S3",
    "~reg us-east-1",
    "~reg us-*",
    "~op getobject",
    "~akid AKIA*",
    "~rule host-port",
    "~rule",
    "~verdict mismatch",
    "~err",
    "~err signature",
    "~err 403",
    "~u report.json",
    "report",
    "rep*json",
    "~d examplebucket",
    "~m get",
    "~c 403",
    "~c 4xx",
    '~h "x-note: a b"',
    "~b body",
    "~b <code>out",
    "~svc s3 & ~m GET",
    "~m PUT | ~m GET",
    "!~m PUT",
  ])("takes it: %s", (source) => {
    expect(matches(source)).toBe(true);
  });

  it.each([
    "~client ruby",
    "~svc s",
    "~svc s3control",
    "~svc *3x",
    "~reg us",
    "~op object",
    "~akid AKIA",
    "~rule host",
    "~verdict valid",
    "~err AccessDenied",
    "~u nothere",
    "~m GE",
    "~c 40",
    "~c 5xx",
    "~h x-other",
    "~b absent",
    "~m GET & ~m PUT",
    "!~err",
  ])("leaves it: %s", (source) => {
    expect(matches(source)).toBe(false);
  });

  it("takes an expected error for one while no answer is known, and a success for none", () => {
    expect(matches("~err", { ...examination, response: null })).toBe(true);
    const response = {
      status: 200,
      code: null,
      message: null,
      requestId: null,
      serverDate: null,
      agrees: null,
    };
    expect(matches("~err", { ...examination, response })).toBe(false);
  });

  it("takes time of the text's length at most", () => {
    const target = `/${"a".repeat(60_000)}`;
    const started = performance.now();
    matches(`~u ${"a*".repeat(900)}b`, { ...examination, request: { ...examination.request, target } });
    expect(performance.now() - started).toBeLessThan(1000);
  });
});
