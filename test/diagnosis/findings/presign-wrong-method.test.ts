import { expect, it } from "vitest";
import { causesOf, findingsOf, proofOf } from "../../support/causes-of.ts";

const url = "https://examplebucket.s3.us-east-1.amazonaws.com/report.json";

it("proves a URL for PUT that was opened with GET", async () => {
  const recipe = {
    method: "PUT",
    url,
    presignedSeconds: 900,
    sent: <T extends object>(request: T) => ({ ...request, method: "GET" }),
  };
  expect(await proofOf(recipe)).toEqual({
    causes: ["presign-wrong-method"],
    changes: ["method: GET -> PUT"],
  });
});

it("proves a URL for GET that was asked with HEAD", async () => {
  const recipe = {
    method: "GET",
    url,
    presignedSeconds: 900,
    sent: <T extends object>(request: T) => ({ ...request, method: "HEAD" }),
  };
  expect(await proofOf(recipe)).toEqual({
    causes: ["presign-wrong-method"],
    changes: ["method: HEAD -> GET"],
  });
});

it("leaves a header-signed request to its own class", async () => {
  const recipe = {
    method: "HEAD",
    url,
    sent: <T extends object>(request: T) => ({ ...request, method: "GET" }),
  };
  expect(await causesOf(recipe)).toEqual(["method-head-get-rewritten"]);
});

it("finds nothing where the method is the presigned one", async () => {
  expect(await findingsOf({ method: "PUT", url, presignedSeconds: 900, body: "{}" })).toEqual([]);
});
