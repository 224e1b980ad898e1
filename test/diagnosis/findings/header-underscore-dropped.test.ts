import { expect, it } from "vitest";
import { withHeader } from "../../../src/diagnosis/example.ts";
import { headerUnderscoreDropped } from "../../../src/diagnosis/findings/header-underscore-dropped.ts";
import { alterations } from "../../support/altered.ts";
import { causesOf, findingsOf, proofOf } from "../../support/causes-of.ts";

const put = {
  method: "PUT",
  url: "https://storage.example.com/examplebucket/a.txt",
  headers: [["x-amz-meta-content_owner", "jane"]] as const,
  body: "{}",
};
type Sent = Parameters<typeof withHeader>[0];
const without = (request: Sent) => withHeader(request, "x-amz-meta-content_owner", null);

it("sees that a signed header with an underscore did not arrive", async () => {
  expect(await causesOf({ ...put, sent: without })).toEqual(["header-underscore-dropped"]);
});

it("proves the value where a dash took the place of the underscore", async () => {
  const sent = (request: Sent) => withHeader(without(request), "x-amz-meta-content-owner", "jane");
  expect((await proofOf({ ...put, sent })).changes).toEqual(["header x-amz-meta-content_owner:  -> jane"]);
});

it("knows that a server behind nginx reads nothing", () => {
  expect(alterations(headerUnderscoreDropped, put, without)).toContain(
    'The header x-amz-meta-content_owner left here as "jane"; the server read "nothing".',
  );
});

it("finds nothing where the header arrived", async () => {
  expect(await findingsOf(put)).toEqual([]);
});
