import { inspect } from "node:util";
import { expect, test } from "vitest";
import { asCaptured, asCapturedResponse, knowledgeOf } from "../../src/library/signed-request.ts";

test("a request is taken as it stands", () => {
  const headers = [
    ["X-A", "1"],
    ["x-a", "2"],
    ["Host", "s3.amazonaws.com"],
  ] as const;
  const captured = asCaptured({
    method: "PUT",
    url: "HTTPS://Host:8443/a/../b//c?x=%2f+#part",
    headers,
    body: "ü",
  });
  expect(captured).toMatchObject({
    method: "PUT",
    scheme: "https",
    authority: "s3.amazonaws.com",
    target: "/a/../b//c?x=%2f+",
    headers: [
      ["X-A", "1"],
      ["x-a", "2"],
      ["Host", "s3.amazonaws.com"],
    ],
    body: { bytes: 2 },
  });
});

test("without a Host header the URL's host stands for it, and a path is never empty", () => {
  const captured = asCaptured({ method: "GET", url: "http://localhost:9000?x", headers: { "X-A": "1" } });
  expect([captured.scheme, captured.target, captured.headers]).toEqual([
    "http",
    "/?x",
    [
      ["Host", "localhost:9000"],
      ["X-A", "1"],
    ],
  ]);
});

test("text beyond latin1 becomes its UTF-8 bytes", () => {
  const { headers } = asCaptured({ method: "GET", url: "https://h/日", headers: { "x-a": "日" } });
  expect(headers[1]).toEqual(["x-a", "\u00e6\u0097\u00a5"]);
});

test.each(["", "h/x", "ftp://h/", "https:///x"])("%j is no URL of a request", (url) => {
  expect(() => asCaptured({ method: "GET", url, headers: {} })).toThrow(TypeError);
});

test("an answer is taken with its bytes", () => {
  expect(asCapturedResponse({ status: 403, headers: { Date: "x" }, body: new Uint8Array(3) })).toMatchObject({
    status: 403,
    headers: [["Date", "x"]],
    body: { bytes: 3 },
  });
});

test("keys are wrapped: nothing prints them", () => {
  const knowledge = knowledgeOf([
    { accessKeyId: "A", secretAccessKey: "canary-one", sessionToken: "canary-two" },
    { accessKeyId: "B", date: "20260102", region: "r", service: "s", keyHex: "CANARY" },
  ]);
  expect(knowledge.credentials).toHaveLength(1);
  expect(knowledge.signingKeys).toHaveLength(1);
  expect(inspect(knowledge, { depth: 9 }) + JSON.stringify(knowledge)).not.toMatch(/canary/i);
});
