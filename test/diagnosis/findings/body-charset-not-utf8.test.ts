import { expect, it } from "vitest";
import { latin1Bytes, wholeBody } from "../../../src/http/http-message.ts";
import { causesOf, findingsOf, proofOf } from "../../support/causes-of.ts";

const table = { method: "POST", url: "https://dynamodb.us-east-1.amazonaws.com/", service: "dynamodb" };
const put = { method: "PUT", url: "https://examplebucket.s3.us-east-1.amazonaws.com/city.txt" };
const utf8 = (text: string): string => Buffer.from(text).toString("latin1");
const sends =
  (text: string) =>
  <T extends { headers: readonly (readonly [string, string])[] }>(request: T) => ({
    ...request,
    headers: request.headers.map(([name, value]): [string, string] => [
      name,
      name === "Content-Length" ? String(text.length) : value,
    ]),
    body: wholeBody(latin1Bytes(text)),
  });

it("proves a hash over Latin-1 where UTF-8 was sent", async () => {
  const recipe = { ...table, body: '{"City":"M\u00fcnchen"}', sent: sends(utf8('{"City":"M\u00fcnchen"}')) };
  expect(await causesOf(recipe)).toEqual(["body-charset-not-utf8"]);
});

it("proves UTF-16, question marks and CESU-8", async () => {
  const sent = sends(utf8('{"City":"\u6771\u4eac \u{1f600}"}'));
  const wide = Buffer.from('{"City":"\u6771\u4eac \u{1f600}"}', "utf16le").toString("latin1");
  expect(await causesOf({ ...table, body: wide, sent })).toEqual(["body-charset-not-utf8"]);
  expect(await causesOf({ ...table, body: '{"City":"?? ??"}', sent })).toEqual(["body-charset-not-utf8"]);
  const halves = `${utf8('{"City":"\u6771\u4eac ')}\u00ed\u00a0\u00bd\u00ed\u00b8\u0080"}`;
  expect(await causesOf({ ...table, body: halves, sent })).toEqual(["body-charset-not-utf8"]);
});

it("proves a hash over UTF-8 where Latin-1 was sent", async () => {
  const recipe = { ...table, body: utf8('{"City":"M\u00fcnchen"}'), sent: sends('{"City":"M\u00fcnchen"}') };
  const { causes, changes } = await proofOf(recipe);
  expect(causes).toEqual(["body-charset-not-utf8"]);
  expect(changes[0]).toContain("payload hash: ");
});

it("sees it in S3's header, with the signature as proof", async () => {
  expect(await findingsOf({ ...put, body: "M\u00fcnchen", sent: sends(utf8("M\u00fcnchen")) })).toEqual([
    "body-charset-not-utf8 proven error",
  ]);
});

it("leaves JSON that was escaped to its own class", async () => {
  expect(
    await causesOf({
      ...table,
      body: '{"City":"M\\u00fcnchen"}',
      sent: sends(utf8('{"City":"M\u00fcnchen"}')),
    }),
  ).toEqual(["payload-changed-after-sign"]);
});

it("finds nothing where the bytes sent were hashed", async () => {
  expect(await findingsOf({ ...table, body: utf8('{"City":"M\u00fcnchen"}') })).toEqual([]);
  expect(await findingsOf({ ...put, body: "M\u00fcnchen" })).toEqual([]);
});
