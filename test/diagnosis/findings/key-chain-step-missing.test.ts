import { describe, expect, it } from "vitest";
import { keyChainStepMissing } from "../../../src/diagnosis/findings/key-chain-step-missing.ts";
import { causesOf, proofOf } from "../../support/causes-of.ts";
import { accusedOf } from "../../support/correct-traffic.ts";
import { examined } from "../../support/examined.ts";

const url = "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt";

describe("key-chain-step-missing", () => {
  it("is the only cause of its own example", async () => {
    expect((await examined(keyChainStepMissing.example())).causes).toEqual(["key-chain-step-missing"]);
  });

  it.each([
    [["date"]],
    [["region"]],
    [["service"]],
    [["service", "terminator"]],
    [["date", "region", "service", "terminator"]],
  ] as const)("is proven without %j", async (skipped) => {
    expect(await causesOf({ url, keyChain: { skipped } })).toEqual(["key-chain-step-missing"]);
  });

  it("names the step", async () => {
    const { changes } = await proofOf({ url, keyChain: { skipped: ["region"] } });
    expect(changes).toEqual(["derivation of the signing key: as specified -> without the step of region"]);
  });

  it("finds nothing in correct traffic", async () => {
    expect(await accusedOf(keyChainStepMissing)).toEqual([]);
  });
});
