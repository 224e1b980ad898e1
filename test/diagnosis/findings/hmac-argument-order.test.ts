import { describe, expect, it } from "vitest";
import { hmacArgumentOrder } from "../../../src/diagnosis/findings/hmac-argument-order.ts";
import { causesOf, proofOf } from "../../support/causes-of.ts";
import { contextOf } from "../../support/context-of.ts";
import { accusedOf } from "../../support/correct-traffic.ts";
import { examined } from "../../support/examined.ts";

const url = "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt";

describe("hmac-argument-order", () => {
  it("is the only cause of its own example", async () => {
    expect((await examined(hmacArgumentOrder.example())).causes).toEqual(["hmac-argument-order"]);
  });

  it("tries every choice of the five steps once", () => {
    const tried = [...(hmacArgumentOrder.suppose?.(contextOf({ url })) ?? [])].map(({ key }) =>
      key?.chain?.swapped?.join(),
    );
    expect(tried.length).toBe(31);
    expect(new Set(tried).size).toBe(31);
  });

  it.each([
    [["date", "region", "service", "terminator"]],
    [["signature"]],
    [["date"]],
    [["terminator"]],
    [["date", "service"]],
    [["region", "terminator", "signature"]],
  ] as const)("is proven for %j", async (swapped) => {
    expect(await causesOf({ url, keyChain: { swapped } })).toEqual(["hmac-argument-order"]);
  });

  it("names the steps", async () => {
    const { changes } = await proofOf({ url, keyChain: { swapped: ["date", "service"] } });
    expect(changes).toEqual([
      "derivation of the signing key: as specified -> with key and message exchanged in date, service",
    ]);
  });

  it("finds nothing in correct traffic", async () => {
    expect(await accusedOf(hmacArgumentOrder)).toEqual([]);
  });
});
