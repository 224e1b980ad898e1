import { describe, expect, it } from "vitest";
import { countersign, jsonLines } from "../support/piped-countersign.ts";

describe("countersign endpoint", () => {
  it("prints one JSON line for each host, with the contract's fields", () => {
    const { status, stdout, stderr } = countersign([
      "endpoint",
      "--json",
      "sqs.eu-west-1.amazonaws.com",
      "example.test",
    ]);
    expect([status, stderr]).toEqual([0, ""]);
    const [first, second] = jsonLines(stdout);
    expect(first).toMatchObject({
      host: "sqs.eu-west-1.amazonaws.com",
      service: "sqs",
      signingName: "sqs",
      region: "eu-west-1",
      partition: "aws",
      pathEncoding: "double",
      certain: true,
    });
    expect(Object.keys(first ?? {})).toEqual([
      "host",
      "service",
      "signingName",
      "region",
      "partition",
      "pathEncoding",
      "certain",
      "alternatives",
    ]);
    expect(second).toMatchObject({ host: "example.test", service: null, signingName: null, certain: false });
  });

  it("reads hosts from standard input, one a line, and passes over empty lines", () => {
    const { stdout, status } = countersign(["endpoint", "--json"], {
      input: "s3.amazonaws.com\r\n\nsts.amazonaws.com",
    });
    expect(status).toBe(0);
    expect(jsonLines(stdout).map(({ host, signingName }) => [host, signingName])).toEqual([
      ["s3.amazonaws.com", "s3"],
      ["sts.amazonaws.com", "sts"],
    ]);
  });

  it("tells people in words, and takes a URL for its host", () => {
    const { stdout } = countersign([
      "endpoint",
      "https://runtime.sagemaker.us-east-1.amazonaws.com/endpoints/x",
    ]);
    expect(stdout).toContain("  signing name  sagemaker\n");
    expect(stdout).toContain("  region        us-east-1\n");
    expect(countersign(["endpoint", "example.test"]).stdout).toBe(
      "example.test\n  no AWS service is known by this host\n",
    );
  });

  it("takes hostile hosts without a control character coming out", () => {
    const { status, stdout } = countersign(["endpoint", "-"], {
      input: `\u001b[31m.amazonaws.com\n${"a.".repeat(5000)}\n..\n`,
    });
    expect(status).toBe(0);
    expect(stdout).not.toContain("\u001b");
  });
});
