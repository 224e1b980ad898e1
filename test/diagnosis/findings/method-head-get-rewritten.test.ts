import { expect, it } from "vitest";
import { causesOf, findingsOf, proofOf } from "../../support/causes-of.ts";

const url = "https://examplebucket.s3.us-east-1.amazonaws.com/report.json";

it("proves HEAD that a cache turned into GET", async () => {
  const recipe = {
    method: "HEAD",
    url,
    sent: <T extends object>(request: T) => ({ ...request, method: "GET" }),
  };
  expect(await proofOf(recipe)).toEqual({
    causes: ["method-head-get-rewritten"],
    changes: ["method: GET -> HEAD"],
  });
});

it("proves GET that was sent as HEAD", async () => {
  expect(
    await causesOf({ method: "HEAD", url, signedInput: (input) => ({ ...input, method: "GET" }) }),
  ).toEqual(["method-head-get-rewritten"]);
});

it("leaves presigned URLs and other capitals to their own classes", async () => {
  expect(
    await causesOf({ url, presignedSeconds: 60, sent: (request) => ({ ...request, method: "HEAD" }) }),
  ).toEqual(["presign-wrong-method"]);
  expect(await causesOf({ url, signedInput: (input) => ({ ...input, method: "Get" }) })).toEqual([
    "method-case",
  ]);
});

it("finds nothing where the method is the signed one", async () => {
  expect(await findingsOf({ method: "HEAD", url })).toEqual([]);
});
