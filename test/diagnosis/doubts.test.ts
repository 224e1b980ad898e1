import { expect, test } from "vitest";
import { doubts } from "../../src/diagnosis/doubts.ts";
import { createExaminer } from "../../src/diagnosis/examine.ts";
import { exampleKnowledge } from "../../src/diagnosis/example.ts";
import { noKnowledge } from "../../src/sigv4/known-credentials.ts";
import { contextOf } from "../support/context-of.ts";

const context = contextOf({ url: "https://examplebucket.s3.us-east-1.amazonaws.com/a" });
const examiner = createExaminer(exampleKnowledge());

test("there are none where the independent signer comes to our signature, or where it cannot be asked", async () => {
  expect(context.calculatedSignature).toMatch(/^[0-9a-f]{64}$/);
  expect(await doubts(context, examiner)).toBeNull();
  expect(await doubts(context, createExaminer(noKnowledge))).toBeNull();
  expect(await doubts({ ...context, calculatedSignature: null }, examiner)).toBeNull();
});

test("another signature than ours is a suspicion against ourselves, and says whose it is", async () => {
  const finding = await doubts({ ...context, calculatedSignature: "0".repeat(64) }, examiner);
  expect(finding).toMatchObject({ certainty: "suspected", evidence: { agreesWithClient: true } });
  const envelope = { ...context.envelope, providedSignature: "1".repeat(64) };
  const third = await doubts({ ...context, envelope, calculatedSignature: "0".repeat(64) }, examiner);
  expect(third?.detail).toBe("The independent signer comes to a third signature.");
});
