import { describe, expect, it } from "vitest";
import { predictionPage } from "../../src/report/prediction-page.ts";

const page = predictionPage();

describe("the page of predictions", () => {
  it("has a table for every way in which AWS answers", () => {
    expect([...page.matchAll(/^## (.*)$/gm)].map(([, title]) => title)).toEqual(
      expect.arrayContaining([
        "S3 and S3 Express, Authorization header",
        "S3 and S3 Express, presigned URL",
        "Query: STS, IAM, SES, SNS, CloudFormation, Auto Scaling, SQS asked in Query",
        "EC2",
        "AWS JSON 1.1: KMS, Kinesis, Cognito, SSM, Secrets Manager",
        "Lambda function URLs",
        "IoT Core, MQTT over WebSocket",
      ]),
    );
  });

  it("shows each row's answer and source", () => {
    expect(page).toContain(
      "| 7 | skew | 403 `RequestTimeTooSkewed` `The difference between the request time and the current time is too large.` with `RequestTime`, `ServerTime`, `MaxAllowedSkewMilliseconds` | aws/aws-sdk-php#612, ex-aws/ex_aws#159: two date formats in one answer |",
    );
    expect(page).toContain("| 1 | path | 400 without a body |");
    expect(page).toContain("403 `SignatureDoesNotMatch` without a message");
  });

  it("leaves no row without an answer, and no canonical text in a cell", () => {
    const rows = page.split("\n").filter((line) => /^\| \d/.test(line));
    expect(rows.length).toBeGreaterThan(200);
    for (const row of rows) {
      const cells = row.split(/(?<!\\)\|/);
      expect(cells).toHaveLength(6);
      expect(cells[3]?.trim(), row).not.toBe("");
    }
    expect(page).not.toContain("String-to-Sign");
  });

  it("is the same each time", () => {
    expect(predictionPage()).toBe(page);
  });
});
