import { describe, expect, it } from "vitest";
import { signedExample } from "../../../src/diagnosis/example.ts";
import { scopeTerminatorWrong } from "../../../src/diagnosis/findings/scope-terminator-wrong.ts";
import { accusedOf } from "../../support/correct-traffic.ts";
import { examined } from "../../support/examined.ts";

describe("scope-terminator-wrong", () => {
  it("is the only cause of its own example", async () => {
    const examination = await examined(scopeTerminatorWrong.example());
    expect(examination.causes).toEqual(["scope-terminator-wrong"]);
    expect(
      examination.findings.filter(({ severity }) => severity === "error").map(({ rule }) => rule),
    ).toEqual(["scope-terminator-wrong"]);
  });

  it("is found in a presigned URL", async () => {
    const examination = await examined(
      signedExample({
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
        scope: { terminator: "aws4-request" },
        presignedSeconds: 60,
      }),
    );
    expect(examination.causes).toEqual(["scope-terminator-wrong"]);
  });

  it("is proven where the key alone ends in another word", async () => {
    const examination = await examined(
      signedExample({
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
        keyScope: { terminator: "goog4_request" },
      }),
    );
    expect(examination.causes).toEqual(["scope-terminator-wrong"]);
  });

  it("leaves a wrong service to its own rule", async () => {
    const examination = await examined(
      signedExample({
        method: "POST",
        url: "https://sts.us-east-1.amazonaws.com/",
        service: "sts",
        body: "Action=GetCallerIdentity&Version=2011-06-15",
        scope: { service: "iam" },
      }),
    );
    expect(examination.causes).toEqual(["scope-service-wrong"]);
  });

  it("finds nothing in correct traffic", async () => {
    expect(await accusedOf(scopeTerminatorWrong)).toEqual([]);
  });
});
