import { expect, test } from "vitest";
import { checkJson, doctorText } from "../../src/doctor/doctor-text.ts";
import { plainPaint } from "../../src/report/paint.ts";

const wrong = {
  id: "region-form",
  status: "error",
  subject: "AWS_REGION\u001b[2J",
  detail: "us-east-1a is an availability zone",
  fix: "export AWS_REGION=us-east-1",
} as const;
const right = {
  id: "clock",
  status: "ok",
  subject: "chronyc",
  detail: "the clock is synchronised",
  fix: null,
} as const;

test("a fault has its command below it, and nothing moves the cursor", () => {
  expect(doctorText([wrong, right], plainPaint)).toBe(
    [
      "✗ region-form            AWS_REGION\\x1B[2J: us-east-1a is an availability zone",
      "                         mend  export AWS_REGION=us-east-1",
      "✓ clock                  chronyc: the clock is synchronised",
      "",
      "1 errors, 0 warnings, 0 notes, 1 in order, 0 not looked at",
    ].join("\n"),
  );
});

test("one check is one line of JSON", () => {
  expect(checkJson(right)).toBe(
    '{"schema":"countersign.check/1","id":"clock","status":"ok","subject":"chronyc","detail":"the clock is synchronised","fix":null}',
  );
});
