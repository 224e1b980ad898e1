import { expect, it } from "vitest";
import { latin1Bytes, wholeBody } from "../../../src/http/http-message.ts";
import type { CanonicalInput } from "../../../src/sigv4/canonical-request.ts";
import { causesOf, findingsOf } from "../../support/causes-of.ts";

const api = { url: "https://abc123.execute-api.us-east-1.amazonaws.com/prod/items", service: "execute-api" };
const object = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";
const nullHash = "74234e98afe7498fb5daf1f36ac2d78acc339464f950703b8c019892f982b90b";
const signs = (payloadHash: string) => (input: CanonicalInput) => ({ ...input, payloadHash });
const sends =
  (text: string) =>
  <T extends object>(request: T) => ({ ...request, body: wholeBody(latin1Bytes(text)) });

it("proves {} and null that were hashed for nothing", async () => {
  expect(await causesOf({ ...api, signedInput: signs(object) })).toEqual(["empty-json-body-or-get-body"]);
  expect(await causesOf({ ...api, method: "DELETE", signedInput: signs(nullHash) })).toEqual([
    "empty-json-body-or-get-body",
  ]);
  expect(await causesOf({ ...api, method: "POST", signedInput: signs(object) })).toEqual([
    "empty-json-body-or-get-body",
  ]);
});

it("proves a body of a GET that the signer did not see", async () => {
  expect(await causesOf({ ...api, sent: sends('{"page":1}') })).toEqual(["empty-json-body-or-get-body"]);
  expect(await causesOf({ ...api, method: "DELETE", sent: sends("{}") })).toEqual([
    "empty-json-body-or-get-body",
  ]);
});

it("sees it in S3's header, with the signature as proof", async () => {
  const recipe = {
    url: "https://examplebucket.s3.us-east-1.amazonaws.com/a",
    body: "{}",
    sent: <T extends { headers: readonly (readonly [string, string])[] }>(request: T) => ({
      ...request,
      headers: request.headers.filter(([name]) => name !== "Content-Length"),
      body: wholeBody(latin1Bytes("")),
    }),
  };
  expect(await findingsOf(recipe)).toEqual(["empty-json-body-or-get-body proven error"]);
});

it("leaves a POST with a body to the class of the hash of nothing", async () => {
  expect(await causesOf({ ...api, method: "POST", sent: sends('{"page":1}') })).toEqual([
    "payload-hash-of-empty-or-other",
  ]);
});

it("finds nothing where nothing was hashed and nothing sent", async () => {
  expect(await findingsOf(api)).toEqual([]);
  expect(await findingsOf({ ...api, method: "POST", body: "{}" })).toEqual([]);
});
