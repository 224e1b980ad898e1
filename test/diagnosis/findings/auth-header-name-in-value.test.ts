import { expect, it } from "vitest";
import { withHeader } from "../../../src/diagnosis/example.ts";
import { headerValue } from "../../../src/http/raw-headers.ts";
import { causesOf, findingsOf } from "../../support/causes-of.ts";

const url = "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt";
type Sent = Parameters<typeof withHeader>[0];
const begun = (begin: string) => (request: Sent) =>
  withHeader(request, "Authorization", begin + (headerValue(request.headers, "authorization") ?? ""));

it.each(["Authorization: ", "authorization:", "Authorization "])("proves %j in the value", async (begin) => {
  expect(await findingsOf({ url, sent: begun(begin) })).toEqual(["auth-header-name-in-value proven error"]);
});

it("sees it where the signature is wrong as well", async () => {
  const recipe = { url, secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEZ", sent: begun("Authorization: ") };
  expect(await causesOf(recipe)).toContain("auth-header-name-in-value");
});

it("finds nothing in a plain value", async () => {
  expect(await findingsOf({ url })).toEqual([]);
});
