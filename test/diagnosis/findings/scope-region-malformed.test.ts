import { describe, expect, it } from "vitest";
import { exampleResponse, signedExample } from "../../../src/diagnosis/example.ts";
import { scopeRegionMalformed } from "../../../src/diagnosis/findings/scope-region-malformed.ts";
import { accusedOf } from "../../support/correct-traffic.ts";
import { examined } from "../../support/examined.ts";

describe("scope-region-malformed", () => {
  it("is the only cause of its own example", async () => {
    const examination = await examined(scopeRegionMalformed.example());
    expect(examination.causes).toEqual(["scope-region-malformed"]);
    expect(
      examination.findings.filter(({ severity }) => severity === "error").map(({ rule }) => rule),
    ).toEqual(["scope-region-malformed"]);
  });

  it("is found for US-EAST-1", async () => {
    const examination = await examined(
      signedExample({ url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt", region: "US-EAST-1" }),
    );
    expect(examination.causes).toEqual(["scope-region-malformed"]);
    expect(examination.findings.find(({ rule }) => rule === "scope-region-malformed")?.detail).toBe(
      'The region is "US-EAST-1". us-east-1 is meant.',
    );
  });

  it("is found for us-east-1a", async () => {
    const examination = await examined(
      signedExample({ url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt", region: "us-east-1a" }),
    );
    expect(examination.causes).toEqual(["scope-region-malformed"]);
    expect(examination.findings.find(({ rule }) => rule === "scope-region-malformed")?.detail).toBe(
      'The region is "us-east-1a". us-east-1 is meant.',
    );
  });

  it("is found for s3", async () => {
    const examination = await examined(
      signedExample({ url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt", region: "s3" }),
    );
    expect(examination.causes).toEqual(["scope-region-malformed"]);
    expect(examination.findings.find(({ rule }) => rule === "scope-region-malformed")?.detail).toBe(
      'The region is "s3". us-east-1 is meant.',
    );
  });

  it("is proven where the key was made with another spelling", async () => {
    const examination = await examined(
      signedExample({
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
        keyScope: { region: "us_east_1" },
      }),
    );
    expect(examination.causes).toEqual(["scope-region-malformed"]);
    expect(examination.findings[0]?.certainty).toBe("proven");
  });

  it("is read from the answer", async () => {
    const body =
      '{"__type":"#SignatureDoesNotMatch","message":"Credential should be scoped to a valid region, not \'execute-api\'. "}';
    const { request, ...rest } = signedExample({
      method: "POST",
      url: "https://sts.us-east-1.amazonaws.com/",
      service: "sts",
      body: "Action=GetCallerIdentity&Version=2011-06-15",
      response: exampleResponse(403, [["Content-Type", "application/json"]], body),
    });
    const examination = await examined({ ...rest, request: { ...request, authority: "", headers: [] } }, [
      scopeRegionMalformed,
    ]);
    expect(examination.causes).toEqual(["scope-region-malformed"]);
  });

  it("leaves a right spelling of another region to its own rule", async () => {
    const examination = await examined(
      signedExample({ url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt", region: "eu-west-1" }),
    );
    expect(examination.causes).toEqual(["scope-region-wrong"]);
  });

  it("finds nothing in correct traffic", async () => {
    expect(await accusedOf(scopeRegionMalformed)).toEqual([]);
  });
});
