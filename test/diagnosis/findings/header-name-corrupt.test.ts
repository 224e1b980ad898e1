import { expect, it } from "vitest";
import { signedExample } from "../../../src/diagnosis/example.ts";
import { authorizationEdited } from "../../support/authorization.ts";
import { causesOf, findingsOf, proofOf } from "../../support/causes-of.ts";
import { examined } from "../../support/examined.ts";

const url = "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt";
const put = { method: "PUT", url, headers: [["x-amz-meta-author", "jane"]] as const, body: "{}" };
type Headers = { readonly headers: readonly (readonly [string, string])[] };
const renamed =
  (from: string, to: string) =>
  <T extends Headers>(request: T) => ({
    ...request,
    headers: request.headers.map(([name, value]) => [name === from ? to : name, value] as const),
  });

it("proves a name that got a control character", async () => {
  const recipe = { ...put, sent: renamed("x-amz-meta-author", "x-amz-meta-\u000bauthor") };
  expect((await proofOf(recipe)).causes).toEqual(["header-name-corrupt"]);
});

it("sees a zero-width space in a header that is not signed", async () => {
  const recipe = { ...put, unsignedHeaders: [["x-trace\u00e2\u0080\u008b", "1"]] as const };
  expect(await causesOf(recipe)).toEqual(["header-name-corrupt"]);
});

it("is the only cause where the corrupt name is listed too, before or as the token's", async () => {
  const tokened = { ...put, sessionToken: "IQoJb3JpZ2luX2VjEXAMPLETOKEN" };
  const listed = (name: string) => authorizationEdited((text) => text.replace(name, `${name}\u000b`));
  const errors = async (name: string) => {
    const { causes, findings } = await examined(signedExample({ ...tokened, sent: listed(name) }));
    const rules = findings.filter(({ severity }) => severity === "error").map(({ rule }) => rule);
    return { causes, rules };
  };
  for (const name of ["x-amz-meta-author", "x-amz-security-token"]) {
    const { causes, rules } = await errors(name);
    expect(causes).toEqual(["header-name-corrupt"]);
    expect(rules).not.toContain("token-unsigned");
  }
});

it("finds nothing in plain names", async () => {
  expect(await findingsOf(put)).toEqual([]);
});
