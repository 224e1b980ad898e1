import { describe, expect, it } from "vitest";
import { signedExample } from "../../../src/diagnosis/example.ts";
import { tokenDuplicated } from "../../../src/diagnosis/findings/token-duplicated.ts";
import { causesOf, proofOf } from "../../support/causes-of.ts";
import { accusedOf } from "../../support/correct-traffic.ts";
import { examined } from "../../support/examined.ts";

const url = "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt";
const sessionToken = "IQoJb3JpZ2luX2VjEXAMPLE+TOKEN";
const header = ["X-Amz-Security-Token", sessionToken] as const;
const parameter = "X-Amz-Security-Token=IQoJb3JpZ2luX2VjEXAMPLE%2BTOKEN";
const id = "token-duplicated";

describe(id, () => {
  it("is the only cause of its own example", async () => {
    expect((await examined(tokenDuplicated.example())).causes).toEqual([id]);
  });

  it("is seen where header and query both carry it, all signed", async () => {
    expect(await causesOf({ url: `${url}?${parameter}`, sessionToken })).toEqual([id]);
  });

  it("is seen where a presigned URL is sent with the header too", async () => {
    expect(await causesOf({ url, sessionToken, presignedSeconds: 60, unsignedHeaders: [header] })).toEqual([
      id,
    ]);
  });

  it.each([
    ["appended to a presigned URL again", { presignedSeconds: 60 }],
    ["added to the query of a signed request", {}],
  ])("is proven for a token %s", async (_, more) => {
    const causes = await causesOf({
      url: `${url}?a=b`,
      sessionToken,
      ...more,
      sent: (request) => ({ ...request, target: `${request.target}&${parameter}` }),
    });
    expect(causes).toEqual([id]);
  });

  it("shows no token", async () => {
    const { changes } = await proofOf({
      url,
      sessionToken,
      sent: (request) => ({ ...request, headers: [...request.headers, header] }),
    });
    expect(changes).toEqual(["session token: as sent (not shown) -> signed in one header line alone"]);
    const { findings } = await examined(signedExample({ url: `${url}?${parameter}`, sessionToken }));
    expect(JSON.stringify(findings)).not.toContain("IQoJ");
  });

  it("finds nothing in correct traffic", async () => {
    expect(await accusedOf(tokenDuplicated)).toEqual([]);
  });
});
