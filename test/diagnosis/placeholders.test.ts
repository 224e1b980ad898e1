import { describe, expect, it } from "vitest";
import { placeholderOf, placeholderSegments } from "../../src/diagnosis/placeholders.ts";

describe("placeholderOf", () => {
  it.each([
    "$AWS_ACCESS_KEY_ID",
    `\${AWS_ACCESS_KEY_ID}`,
    `\${AWS_REGION:-}`,
    "{{aws_access_key_id}}",
    "{{ accessKey }}",
    "%AWS_ACCESS_KEY_ID%",
    "<YOUR-AKID>",
    "undefined",
    "null",
    "None",
    "YOUR_ACCESS_KEY",
    "your-access-key-id",
    "#{region}",
    "%7BDistributionId%7D",
    "AWS_ACCESS_KEY_ID",
    "xxxxxxxx",
  ])("takes %s for one", (text) => {
    expect(placeholderOf(text)).not.toBeNull();
  });

  it.each([
    "AKIAIOSFODNN7EXAMPLE",
    "ASIAIOSFODNN7EXAMPLE",
    "us-east-1",
    "us_east_1",
    "s3",
    "minioadmin",
    "GOOG1EXAMPLE",
    "123456789012:user",
    "",
  ])("does not take %s for one", (text) => {
    expect(placeholderOf(text)).toBeNull();
  });
});

describe("placeholderSegments", () => {
  it("finds whole segments in brackets", () => {
    expect(placeholderSegments("/%7BDistributionId%7D/a/$%7BBUCKET%7D/{{key}}.json")).toEqual([
      { text: "{DistributionId}", template: true },
      { text: `\${BUCKET}`, template: false },
      { text: "{{key}}.json", template: false },
    ]);
  });

  it("leaves other braces alone", () => {
    expect(placeholderSegments("/a%7Bb%7Dc/%7B%7D/[x]/null/undefined/$value/{1}")).toEqual([]);
  });
});
