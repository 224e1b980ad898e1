import { describe, expect, it } from "vitest";
import { exampleResponse, signedExample } from "../../../src/diagnosis/example.ts";
import { scopeRegionWrong } from "../../../src/diagnosis/findings/scope-region-wrong.ts";
import { authorizationEdited } from "../../support/authorization.ts";
import { accusedOf } from "../../support/correct-traffic.ts";
import { examined } from "../../support/examined.ts";

describe("scope-region-wrong", () => {
  it("is the only cause of its own example", async () => {
    const examination = await examined(scopeRegionWrong.example());
    expect(examination.causes).toEqual(["scope-region-wrong"]);
    expect(
      examination.findings.filter(({ severity }) => severity === "error").map(({ rule }) => rule),
    ).toEqual(["scope-region-wrong"]);
  });

  it("is found for a JSON service", async () => {
    const examination = await examined(
      signedExample({
        method: "POST",
        url: "https://dynamodb.us-west-2.amazonaws.com/",
        service: "dynamodb",
        region: "us-east-1",
        body: "{}",
      }),
    );
    expect(examination.causes).toEqual(["scope-region-wrong"]);
    expect(examination.findings.find(({ rule }) => rule === "scope-region-wrong")?.detail).toBe(
      "It is signed for us-east-1; the endpoint is in us-west-2.",
    );
  });

  it("is found in a presigned URL", async () => {
    const examination = await examined(
      signedExample({
        url: "https://examplebucket.s3.ap-south-1.amazonaws.com/a.txt",
        region: "us-east-1",
        presignedSeconds: 60,
      }),
    );
    expect(examination.causes).toEqual(["scope-region-wrong"]);
  });

  it("is proven where the key alone is of another region", async () => {
    const examination = await examined(
      signedExample({
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
        keyScope: { region: "eu-west-1" },
      }),
    );
    expect(examination.causes).toEqual(["scope-region-wrong"]);
    expect(examination.findings[0]?.evidence).toEqual({
      sent: "us-east-1",
      signedWith: "eu-west-1",
      place: "key",
    });
  });

  it("is proven where the Credential was written over after signing", async () => {
    const sent = authorizationEdited((text) => text.replace("/eu-west-1/", "/us-east-1/"));
    const examination = await examined(
      signedExample({
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
        region: "eu-west-1",
        sent,
      }),
    );
    expect(examination.causes).toEqual(["scope-region-wrong"]);
    expect(examination.findings[0]?.evidence.place).toBe("both");
  });

  it("is read from the answer where the host does not tell", async () => {
    const body =
      "<Error><Code>AuthorizationHeaderMalformed</Code><Message>The authorization header is malformed; the region 'us-west-2' is wrong; expecting 'eu-west-3'</Message><Region>eu-west-3</Region></Error>";
    const url = "https://examplebucket.s3.amazonaws.com/a.txt";
    const examination = await examined(
      signedExample({ url, region: "us-west-2", response: exampleResponse(400, [], body) }),
    );
    expect(examination.causes).toEqual(["scope-region-wrong"]);
    expect(examination.findings[0]?.evidence).toEqual({ sent: "us-west-2", expected: "eu-west-3" });
  });

  it("leaves a misspelled region to its own rule", async () => {
    const examination = await examined(
      signedExample({ url: "https://examplebucket.s3.eu-west-1.amazonaws.com/a.txt", region: "EU-WEST-1" }),
    );
    expect(examination.causes).toEqual(["scope-region-malformed"]);
  });

  it("leaves a global service to its own rule", async () => {
    const examination = await examined(
      signedExample({
        method: "POST",
        url: "https://iam.amazonaws.com/",
        service: "iam",
        region: "eu-west-1",
      }),
    );
    expect(examination.causes).toEqual(["scope-global-service-region"]);
  });

  it("finds nothing in correct traffic", async () => {
    expect(await accusedOf(scopeRegionWrong)).toEqual([]);
  });
});
