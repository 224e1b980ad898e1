import { describe, expect, it } from "vitest";
import { exampleResponse, signedExample } from "../../../src/diagnosis/example.ts";
import { scopeServiceWrong } from "../../../src/diagnosis/findings/scope-service-wrong.ts";
import { accusedOf } from "../../support/correct-traffic.ts";
import { examined } from "../../support/examined.ts";

describe("scope-service-wrong", () => {
  it("is the only cause of its own example", async () => {
    const examination = await examined(scopeServiceWrong.example());
    expect(examination.causes).toEqual(["scope-service-wrong"]);
    expect(
      examination.findings.filter(({ severity }) => severity === "error").map(({ rule }) => rule),
    ).toEqual(["scope-service-wrong"]);
  });

  it("is found for email in place of ses", async () => {
    const examination = await examined(
      signedExample({ url: "https://email.us-east-1.amazonaws.com/", service: "email" }),
    );
    expect(examination.causes).toEqual(["scope-service-wrong"]);
    expect(examination.findings.find(({ rule }) => rule === "scope-service-wrong")?.detail).toBe(
      'It is signed for "email"; email.us-east-1.amazonaws.com goes by ses.',
    );
  });

  it("is found for cloudwatch in place of monitoring", async () => {
    const examination = await examined(
      signedExample({ url: "https://monitoring.us-east-1.amazonaws.com/", service: "cloudwatch" }),
    );
    expect(examination.causes).toEqual(["scope-service-wrong"]);
    expect(examination.findings.find(({ rule }) => rule === "scope-service-wrong")?.detail).toBe(
      'It is signed for "cloudwatch"; monitoring.us-east-1.amazonaws.com goes by monitoring.',
    );
  });

  it("is found for opensearch in place of es", async () => {
    const examination = await examined(
      signedExample({
        url: "https://search-x-abc.us-east-1.es.amazonaws.com/_search",
        service: "opensearch",
      }),
    );
    expect(examination.causes).toEqual(["scope-service-wrong"]);
    expect(examination.findings.find(({ rule }) => rule === "scope-service-wrong")?.detail).toBe(
      'It is signed for "opensearch"; search-x-abc.us-east-1.es.amazonaws.com goes by es.',
    );
  });

  it("is proven where the key alone is of another service", async () => {
    const examination = await examined(
      signedExample({
        method: "POST",
        url: "https://sts.us-east-1.amazonaws.com/",
        service: "sts",
        body: "Action=GetCallerIdentity&Version=2011-06-15",
        keyScope: { service: "iam" },
      }),
    );
    expect(examination.causes).toEqual(["scope-service-wrong"]);
    expect(examination.findings[0]?.evidence).toEqual({ sent: "sts", signedWith: "iam", place: "key" });
  });

  it("is read from the answer", async () => {
    const body =
      '{"__type":"InvalidSignatureException","message":"Credential should be scoped to correct service: \'sagemaker\'. "}';
    const url = "https://inference.example.com/endpoints/e/invocations";
    const response = exampleResponse(400, [["Content-Type", "application/json"]], body);
    expect((await examined(signedExample({ url, service: "runtime.sagemaker", response }))).causes).toEqual([
      "scope-service-wrong",
    ]);
  });

  it("leaves a wrong region to its own rule", async () => {
    const examination = await examined(
      signedExample({ url: "https://email.us-east-1.amazonaws.com/", service: "ses", region: "eu-west-1" }),
    );
    expect(examination.causes).toEqual(["scope-region-wrong"]);
  });

  it("finds nothing in correct traffic", async () => {
    expect(await accusedOf(scopeServiceWrong)).toEqual([]);
  });
});
