import { describe, expect, it } from "vitest";
import { timeWindowSeconds } from "../../src/diagnosis/time-windows.ts";

describe("timeWindowSeconds", () => {
  it.each([
    ["s3", 900],
    ["sts", 900],
    ["iam", 900],
    ["ec2", 900],
    ["ses", 900],
    ["lambda", 300],
    ["kinesis", 300],
    ["secretsmanager", 300],
    ["a-service-nobody-has-seen", 900],
  ])("gives %s %i seconds", (signingName, seconds) => {
    expect(timeWindowSeconds(signingName)).toBe(seconds);
  });
});
