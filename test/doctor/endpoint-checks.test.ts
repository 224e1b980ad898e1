import { expect, test } from "vitest";
import { endpointChecks } from "../../src/doctor/endpoint-checks.ts";
import { sharedFile, surroundings } from "../support/surroundings.ts";

test.each([
  ["https://s3.eu-west-1.amazonaws.com", "ok", null],
  ["http://localhost:4566", "note", null],
  ["https://store.internal", "note", null],
  ["http://store.internal", "warning", "unset AWS_ENDPOINT_URL   # or write https://store.internal"],
  ["https://store.internal/path", "warning", "unset AWS_ENDPOINT_URL   # or write https://store.internal"],
  ["https://user:word@store.internal", "error", "unset AWS_ENDPOINT_URL"],
  ["localhost:4566", "error", "unset AWS_ENDPOINT_URL   # or write https://HOST:PORT"],
  ["not a url", "error", "unset AWS_ENDPOINT_URL   # or write https://HOST:PORT"],
])("%s", (text, status, fix) => {
  const [check] = endpointChecks(surroundings({ environment: { AWS_ENDPOINT_URL: text } }));
  expect(check).toMatchObject({ id: "endpoint-url", status, subject: "AWS_ENDPOINT_URL", fix });
  expect(JSON.stringify(check)).not.toContain("word@");
});

test("endpoints of single services and of profiles are looked at", () => {
  const files = [sharedFile("config", { "dev.endpoint_url": "nonsense" })];
  const checks = endpointChecks(surroundings({ environment: { AWS_ENDPOINT_URL_S3: "nonsense" }, files }));
  expect(checks.map(({ subject, status }) => [subject, status])).toEqual([
    ["AWS_ENDPOINT_URL_S3", "error"],
    ["[dev] of ~/.aws/config", "error"],
  ]);
});

test("a switch that silences configured endpoints is told", () => {
  const environment = {
    AWS_ENDPOINT_URL: "http://localhost:4566",
    AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "true",
  };
  expect(endpointChecks(surroundings({ environment }))[1]).toMatchObject({
    id: "endpoint-ignored",
    status: "warning",
    fix: "unset AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
  });
  const files = [
    sharedFile("config", {
      "default.ignore_configured_endpoint_urls": "true",
      "default.endpoint_url": "http://localhost:1",
    }),
  ];
  expect(endpointChecks(surroundings({ files }))[1]?.subject).toBe("[default] of ~/.aws/config");
});

test("the switch alone, or switched off, is no fault", () => {
  expect(
    endpointChecks(surroundings({ environment: { AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "true" } })),
  ).toEqual([]);
  const environment = {
    AWS_ENDPOINT_URL: "http://localhost:4566",
    AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "false",
  };
  expect(endpointChecks(surroundings({ environment }))).toHaveLength(1);
});
