import { expect, it } from "vitest";
import { alteredHeader, alteredPaths, alteredQueries } from "../../src/diagnosis/alterations.ts";
import { catalogue } from "../../src/diagnosis/catalogue.ts";
import { withHeader } from "../../src/diagnosis/example.ts";
import { alterations } from "../support/altered.ts";
import { contextOf } from "../support/context-of.ts";

const context = contextOf({
  url: "https://examplebucket.s3.us-east-1.amazonaws.com/a?b=1",
  headers: [["Accept-Encoding", "gzip"]],
});

it("says what left here and what the server read, then that the header was lost", () => {
  const details = [...alteredHeader(context, "accept-encoding", ["gzip", "gzip, br", "gzip, br"])].map(
    ({ detail }) => detail,
  );
  expect(details).toEqual([
    'The header accept-encoding left here as "gzip"; the server read "gzip, br".',
    'The header accept-encoding left here as "gzip"; the server read "nothing".',
    'The header accept-encoding left here as "gzip", and the server has no such line.',
  ]);
});

it("says nothing of a header that is not signed", () => {
  expect([...alteredHeader(context, "user-agent", ["curl"])]).toEqual([]);
});

it("leaves out what did not change in path and query", () => {
  expect([...alteredPaths(context, ["/a", "/b"])].map(({ request }) => request)).toEqual([
    { canonicalUri: "/b" },
  ]);
  expect([...alteredQueries(context, ["b=1", ""])].map(({ request }) => request)).toEqual([
    { canonicalQuery: "" },
  ]);
});

type Sent = Parameters<typeof withHeader>[0];
const becomes = (name: string, value: string | null) => (request: Sent) => withHeader(request, name, value);

it.each([
  ["accept-encoding-rewritten", "Accept-Encoding", "gzip", "gzip,gzip(gfe)"],
  ["accept-encoding-rewritten", "Accept-Encoding", "gzip, identity", "gzip, identity, identity"],
  ["content-type-changed", "Content-Type", "text/plain", "text/plain; charset=utf-8"],
  ["trace-header-rewritten", "traceparent", "00-a-b-01", "00-a-b-00"],
  ["range-header-rewritten", "Range", "bytes=0-1023", "bytes=0-"],
  ["content-length-signed-and-dropped", "Content-Length", "0", null],
  ["hop-by-hop-signed", "Connection", "keep-alive", "Keep-Alive"],
  ["user-agent-rewritten", "User-Agent", "reports/1.0", "Amazon CloudFront"],
  ["proxy-headers-signed", "X-Forwarded-For", "192.0.2.7", null],
  ["expect-header", "Expect", "100-continue", null],
  ["signed-header-not-sent", "Cache-Control", "no-cache", null],
])("%s knows that %s: %s is read as %s", (id, name, left, read) => {
  const rule = catalogue.find((one) => one.id === id);
  const recipe = {
    url: "https://examplebucket.s3.us-east-1.amazonaws.com/a",
    headers: [[name, left]] as const,
  };
  expect(rule && alterations(rule, recipe, becomes(name, read))[0]).toContain(
    `The header ${name.toLowerCase()} left here`,
  );
});

it.each([
  ["presign-header-not-resent", "x-amz-acl"],
  ["presign-header-not-resent", "Content-Type"],
])("%s knows a presigned %s that is lost", (id, name) => {
  const rule = catalogue.find((one) => one.id === id);
  const recipe = {
    url: "https://examplebucket.s3.us-east-1.amazonaws.com/a",
    presignedSeconds: 60,
    headers: [[name, "x"]] as const,
  };
  expect(rule && alterations(rule, recipe, becomes(name, null))).toHaveLength(1);
});

it("knows a presigned HEAD that became GET", () => {
  const rule = catalogue.find(({ id }) => id === "method-head-get-rewritten");
  const recipe = {
    method: "HEAD",
    url: "https://examplebucket.s3.us-east-1.amazonaws.com/a",
    presignedSeconds: 60,
  };
  expect(rule && alterations(rule, recipe, (request) => ({ ...request, method: "GET" }))).toEqual([
    "The method left here as HEAD; the server read GET.",
  ]);
});

it("gives each header of the wire to one owner", () => {
  const owner = (name: string) => catalogue.filter((rule) => rule.ownsHeader?.(name)).map(({ id }) => id);
  expect(owner("accept-encoding")).toEqual(["accept-encoding-rewritten"]);
  expect(owner("host")).toEqual(["host-rewritten-by-reverse-proxy"]);
  expect(owner("x-b3-flags")).toEqual(["trace-header-rewritten"]);
  expect(owner("x-forwarded-ssl")).toEqual(["proxy-headers-signed"]);
  expect(owner("x-amz-meta-a_b")).toEqual(["header-underscore-dropped"]);
});
