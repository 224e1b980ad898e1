import { expect, it } from "vitest";
import { signedExample, withHeader } from "../../../src/diagnosis/example.ts";
import { latin1Bytes, wholeBody } from "../../../src/http/http-message.ts";
import { causesOf, findingsOf, proofOf } from "../../support/causes-of.ts";
import { examined } from "../../support/examined.ts";

const table = { method: "POST", url: "https://dynamodb.us-east-1.amazonaws.com/", service: "dynamodb" };
const whole = Buffer.from('{"City":"M\u00fcnchen","Land":"\u00d6sterreich"}').toString("latin1");
const characters = whole.length - 2;

const cut = (request: ReturnType<typeof signedExample>["request"]) => ({
  ...withHeader(request, "Content-Length", String(characters)),
  body: wholeBody(latin1Bytes(whole.slice(0, characters))),
});

it("proves it from the bytes that follow the body in a capture", async () => {
  const text = `${whole.slice(0, -2)}s"}`;
  const length = text.length - 2;
  const sent = (request: ReturnType<typeof signedExample>["request"]) => ({
    ...withHeader(request, "Content-Length", String(length)),
    body: { ...wholeBody(latin1Bytes(text.slice(0, length))), surplus: latin1Bytes(text.slice(length)) },
  });
  expect(await causesOf({ ...table, body: text, sent })).toEqual(["body-length-in-characters"]);
});

it("proves it where only the closing marks of a JSON text were lost", async () => {
  const { causes, changes } = await proofOf({ ...table, body: whole, sent: cut });
  expect(causes).toEqual(["body-length-in-characters"]);
  expect(changes).toHaveLength(1);
});

it("proves a Content-Length that was signed as the number of characters", async () => {
  const recipe = {
    ...table,
    headers: [["Content-Length", String(characters)]] as const,
    body: whole,
    sent: (request: ReturnType<typeof signedExample>["request"]) =>
      withHeader(request, "Content-Length", String(whole.length)),
  };
  expect((await proofOf(recipe)).changes).toEqual([
    `header content-length: ${whole.length} -> ${characters}`,
  ]);
  expect(await causesOf(recipe)).toEqual(["body-length-in-characters"]);
});

it("proves a hash over as many bytes as the body has characters", async () => {
  const recipe = {
    ...table,
    body: whole.slice(0, characters),
    sent: (request: ReturnType<typeof signedExample>["request"]) => ({
      ...withHeader(request, "Content-Length", String(whole.length)),
      body: wholeBody(latin1Bytes(whole)),
    }),
  };
  expect(await causesOf(recipe)).toEqual(["body-length-in-characters"]);
});

it("sees it in S3's header, with the signature as proof", async () => {
  const put = { method: "PUT", url: "https://examplebucket.s3.us-east-1.amazonaws.com/city.json" };
  expect(await findingsOf({ ...put, body: whole, sent: cut })).toEqual([
    "body-length-in-characters proven error",
  ]);
});

it("sees it where the rest follows and the first part was signed", async () => {
  const recipe = {
    ...table,
    body: whole.slice(0, characters),
    sent: (request: ReturnType<typeof signedExample>["request"]) => ({
      ...request,
      body: { ...request.body, surplus: latin1Bytes(whole.slice(characters)) },
    }),
  };
  const { findings } = await examined(signedExample(recipe));
  expect(findings.map(({ rule, detail }) => `${rule}: ${detail}`)).toEqual([
    `body-length-in-characters: Content-Length is ${characters}, the number of characters; the body has ${whole.length} bytes.`,
  ]);
});

it("finds nothing where the length counts bytes", async () => {
  expect(await findingsOf({ ...table, body: whole })).toEqual([]);
});
