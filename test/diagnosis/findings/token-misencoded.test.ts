import { describe, expect, it } from "vitest";
import { exampleSecret } from "../../../src/diagnosis/example.ts";
import { tokenMisencoded } from "../../../src/diagnosis/findings/token-misencoded.ts";
import { Secret } from "../../../src/sigv4/secret.ts";
import { causesOf, proofOf } from "../../support/causes-of.ts";
import { accusedOf } from "../../support/correct-traffic.ts";
import { examined } from "../../support/examined.ts";

const url = "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt";
const sessionToken = "IQoJb3JpZ2luX2VjEXAMPLE+TOKEN/AB==";
const encoded = "IQoJb3JpZ2luX2VjEXAMPLE%2BTOKEN%2FAB%3D%3D";
const id = "token-misencoded";
const accessKeyId = "ASIAIOSFODNN7EXAMPLE";
const knowledge = {
  credentials: [
    {
      accessKeyId,
      secretAccessKey: new Secret(exampleSecret),
      spelling: null,
      sessionToken: new Secret(sessionToken),
      source: "profile example",
    },
  ],
  signingKeys: [],
};

describe(id, () => {
  it("is the only cause of its own example", async () => {
    expect((await examined(tokenMisencoded.example())).causes).toEqual([id]);
  });

  it.each([
    ["raw", sessionToken],
    ["encoded twice", encodeURIComponent(encoded)],
    ["with blanks for +", encoded.replace("%2B", "%20")],
    ["with raw slashes", encoded.replace("%2F", "/")],
  ])("is proven for a token signed %s in a presigned URL", async (_, form) => {
    const { causes, changes } = await proofOf({
      url,
      sessionToken,
      presignedSeconds: 60,
      signedInput: (input) => ({ ...input, canonicalQuery: input.canonicalQuery.replace(encoded, form) }),
    });
    expect(causes).toEqual([id]);
    expect(JSON.stringify(changes)).not.toContain("IQoJ");
  });

  it("is proven for a token encoded in the header that was signed as it is", async () => {
    const causes = await causesOf({
      url,
      sessionToken,
      signedInput: (input) => ({
        ...input,
        headers: input.headers.map((header) =>
          header.name === "x-amz-security-token" ? { ...header, value: encoded } : header,
        ),
      }),
    });
    expect(causes).toEqual([id]);
  });

  it("is proven for a token that lost its end on the way, where it is known", async () => {
    const causes = await causesOf({
      url,
      sessionToken,
      accessKeyId,
      knowledge,
      sent: (request) => ({
        ...request,
        headers: request.headers.map(([name, value]) =>
          name === "X-Amz-Security-Token" ? ([name, value.slice(0, -8)] as const) : ([name, value] as const),
        ),
      }),
    });
    expect(causes).toEqual([id]);
  });

  it("is seen in a token with blanks, or one that is still encoded", async () => {
    expect(await causesOf({ url, sessionToken: sessionToken.replace("+", " ") })).toEqual([id]);
    expect(await causesOf({ url, sessionToken: encoded, presignedSeconds: 60 })).toEqual([id]);
  });

  it("leaves other parameters to the classes of the query", async () => {
    const causes = await causesOf({
      url: `${url}?a=b%2Fc`,
      sessionToken,
      presignedSeconds: 60,
      signedInput: (input) => ({ ...input, canonicalQuery: input.canonicalQuery.replace("b%2Fc", "b/c") }),
    });
    expect(causes).toEqual(["query-encoding"]);
  });

  it("finds nothing in correct traffic", async () => {
    expect(await accusedOf(tokenMisencoded)).toEqual([]);
  });
});
