import { expect, it } from "vitest";
import { latin1Bytes, wholeBody } from "../../../src/http/http-message.ts";
import { causesOf, findingsOf } from "../../support/causes-of.ts";

const topic = {
  method: "POST",
  url: "https://sns.us-east-1.amazonaws.com/",
  service: "sns",
  headers: [["Content-Type", "application/x-www-form-urlencoded"]] as const,
};
const sends =
  (text: string) =>
  <T extends object>(request: T) => ({ ...request, body: wholeBody(latin1Bytes(text)) });

it.each([
  ["Action=Publish&Message=two%20words", "Action=Publish&Message=two+words"],
  ["Action=Publish&Message=two+words", "Action=Publish&Message=two%20words"],
  ["Action=Publish&Message=%7B%22a%22%3A1%7D", 'Action=Publish&Message={"a"%3A1}'],
  ["Action=Publish&Message=it%27s", "Action=Publish&Message=it's"],
  ["Action=Publish&Message=%c3%bc", "Action=Publish&Message=%C3%BC"],
  ["Action=Publish&Id=1&Message=b", "Message=b&Id=1&Action=Publish"],
])("proves that %s was signed and %s sent", async (signed, sent) => {
  expect(await causesOf({ ...topic, body: signed, sent: sends(sent) })).toEqual(["form-body-reencoded"]);
});

it("sees it in S3's header, with the signature as proof", async () => {
  const recipe = {
    method: "PUT",
    url: "https://examplebucket.s3.us-east-1.amazonaws.com/form",
    body: "a=1%20b",
  };
  const sent = <T extends { headers: readonly (readonly [string, string])[] }>(request: T) => ({
    ...sends("a=1+b")(request),
    headers: request.headers.map(([name, value]) => [name, name === "Content-Length" ? "5" : value] as const),
  });
  expect(await findingsOf({ ...recipe, sent })).toEqual(["form-body-reencoded proven error"]);
});

it("leaves other changes of a form to their own class", async () => {
  const sent = sends("Action=Publish&Message=b\n");
  expect(await causesOf({ ...topic, body: "Action=Publish&Message=b", sent })).toEqual([
    "payload-changed-after-sign",
  ]);
});

it("finds nothing where the form was sent as it was signed", async () => {
  expect(await findingsOf({ ...topic, body: "Action=Publish&Message=two+words" })).toEqual([]);
});
