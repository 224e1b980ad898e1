import { describe, expect, it } from "vitest";
import { twoClockReads } from "../../../src/diagnosis/findings/two-clock-reads.ts";
import { causesOf, proofOf } from "../../support/causes-of.ts";
import { accusedOf } from "../../support/correct-traffic.ts";
import { examined } from "../../support/examined.ts";

const url = "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt";
const id = "two-clock-reads";

describe(id, () => {
  it("is the only cause of its own example", async () => {
    expect((await examined(twoClockReads.example())).causes).toEqual([id]);
  });

  it.each(["20260102T030404Z", "20260102T030407Z", "20260102T030400Z", "20260102T030425Z"])(
    "is proven for a string to sign of %s",
    async (signedTimestamp) => {
      expect(await causesOf({ url, signedTimestamp })).toEqual([id]);
    },
  );

  it("is proven across midnight, with scope and key of the other day or without", async () => {
    const late = { url, date: "20260103T000001Z", signedTimestamp: "20260102T235959Z" };
    expect(await causesOf(late)).toEqual([id]);
    const day = { date: "20260102" };
    expect(await causesOf({ ...late, keyScope: day, signedText: { scope: day } })).toEqual([id]);
    expect(await causesOf({ ...late, keyScope: day })).toEqual([id]);
  });

  it("is proven where the header alone was read earlier", async () => {
    const causes = await causesOf({
      url,
      signedInput: (input) => ({
        ...input,
        headers: input.headers.map((header) =>
          header.name === "x-amz-date" ? { ...header, value: "20260102T030404Z" } : header,
        ),
      }),
    });
    expect(causes).toEqual([id]);
  });

  it("is proven for a presigned URL", async () => {
    expect(await causesOf({ url, presignedSeconds: 60, signedTimestamp: "20260102T030406Z" })).toEqual([id]);
  });

  it("names both times", async () => {
    const { changes } = await proofOf({ url, signedTimestamp: "20260102T030406Z" });
    expect(changes).toEqual(["date (string to sign): 20260102T030405Z -> 20260102T030406Z"]);
  });

  it("finds nothing in correct traffic", async () => {
    expect(await accusedOf(twoClockReads)).toEqual([]);
  });
});
