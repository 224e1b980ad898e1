import { describe, expect, it } from "vitest";
import { signedExample } from "../../../src/diagnosis/example.ts";
import { tokenUnsigned } from "../../../src/diagnosis/findings/token-unsigned.ts";
import { authorizationEdited } from "../../support/authorization.ts";
import { accusedOf } from "../../support/correct-traffic.ts";
import { examined } from "../../support/examined.ts";

describe("token-unsigned", () => {
  it("is the only cause of its own example", async () => {
    const examination = await examined(tokenUnsigned.example());
    expect(examination.causes).toEqual(["token-unsigned"]);
    expect(
      examination.findings.filter(({ severity }) => severity === "error").map(({ rule }) => rule),
    ).toEqual(["token-unsigned"]);
  });

  it("is found as a header beside a presigned URL", async () => {
    const examination = await examined(
      signedExample({
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
        presignedSeconds: 60,
        unsignedHeaders: [["X-Amz-Security-Token", "IQoJb3JpZ2luX2VjEXAMPLETOKEN"]],
      }),
    );
    expect(examination.causes).toEqual(["token-unsigned"]);
  });

  it("is proven where it was signed and not listed, without showing the token", async () => {
    const sent = authorizationEdited((text) => text.replace(";x-amz-security-token", ""));
    const examination = await examined(
      signedExample({
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
        sessionToken: "IQoJb3JpZ2luX2VjEXAMPLETOKEN",
        sent,
      }),
    );
    expect(examination.causes).toEqual(["token-unsigned"]);
    expect(JSON.stringify([examination.findings, examination.proof?.changes])).not.toContain("EXAMPLETOKEN");
  });

  it("is a warning where the service has been seen to accept it", async () => {
    const examination = await examined(
      signedExample({
        method: "POST",
        url: "https://sts.us-east-1.amazonaws.com/",
        service: "sts",
        body: "Action=GetCallerIdentity&Version=2011-06-15",
        unsignedHeaders: [["X-Amz-Security-Token", "IQoJb3JpZ2luX2VjEXAMPLETOKEN"]],
      }),
    );
    expect(examination.causes).toEqual([]);
    expect(examination.findings.map(({ rule, severity }) => [rule, severity])).toEqual([
      ["token-unsigned", "warning"],
    ]);
  });

  it("finds nothing in correct traffic", async () => {
    expect(await accusedOf(tokenUnsigned)).toEqual([]);
  });
});
