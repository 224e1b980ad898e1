import { describe, expect, it } from "vitest";
import { exampleResponse, signedExample } from "../../../src/diagnosis/example.ts";
import { akidUnknown } from "../../../src/diagnosis/findings/akid-unknown.ts";
import { accusedOf } from "../../support/correct-traffic.ts";
import { examined } from "../../support/examined.ts";

describe("akid-unknown", () => {
  it("is the only cause of its own example", async () => {
    const examination = await examined(akidUnknown.example());
    expect(examination.causes).toEqual(["akid-unknown"]);
    expect(
      examination.findings.filter(({ severity }) => severity === "error").map(({ rule }) => rule),
    ).toEqual(["akid-unknown"]);
  });

  it("is read from InvalidClientTokenId in a Query answer", async () => {
    const body =
      "<ErrorResponse><Error><Type>Sender</Type><Code>InvalidClientTokenId</Code><Message>The security token included in the request is invalid.</Message></Error></ErrorResponse>";
    const examination = await examined(
      signedExample({
        method: "POST",
        url: "https://sts.us-east-1.amazonaws.com/",
        service: "sts",
        body: "Action=GetCallerIdentity&Version=2011-06-15",
        accessKeyId: "AKIAI44QH8DHBEXAMPLE",
        secret: "none of ours",
        response: exampleResponse(403, [], body),
      }),
    );
    expect(examination.causes).toEqual(["akid-unknown"]);
    expect(examination.findings.find(({ rule }) => rule === "akid-unknown")?.detail).toBe(
      "AWS answered InvalidClientTokenId for AKIAI44QH8DHBEXAMPLE.",
    );
  });

  it("is read from UnrecognizedClientException in a JSON answer", async () => {
    const body =
      '{"__type":"com.amazon.coral.service#UnrecognizedClientException","message":"The security token included in the request is invalid."}';
    const url = "https://dynamodb.us-east-1.amazonaws.com/";
    const response = exampleResponse(400, [["Content-Type", "application/x-amz-json-1.0"]], body);
    expect(
      (await examined(signedExample({ method: "POST", url, service: "dynamodb", body: "{}", response })))
        .causes,
    ).toEqual(["akid-unknown"]);
  });

  it("leaves a temporary key without its token to its own rule", async () => {
    const body =
      "<Error><Code>InvalidAccessKeyId</Code><Message>The AWS Access Key Id you provided does not exist in our records.</Message></Error>";
    const examination = await examined(
      signedExample({
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
        accessKeyId: "ASIAIOSFODNN7EXAMPLE",
        secret: "none of ours",
        response: exampleResponse(403, [], body),
      }),
    );
    expect(examination.causes).toEqual(["token-missing"]);
  });

  it("finds nothing in correct traffic", async () => {
    expect(await accusedOf(akidUnknown)).toEqual([]);
  });
});
