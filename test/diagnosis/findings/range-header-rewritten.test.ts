import { expect, it } from "vitest";
import { signedExample, withHeader } from "../../../src/diagnosis/example.ts";
import { causesOf, findingsOf, proofOf } from "../../support/causes-of.ts";
import { examined } from "../../support/examined.ts";

const url = "https://examplebucket.s3.us-east-1.amazonaws.com/film.mp4";
const recipe = (signed: string, sent: string | null) => ({
  url,
  headers: [["Range", signed]] as const,
  sent: (request: Parameters<typeof withHeader>[0]) => withHeader(request, "Range", sent),
});

it("proves a range that was taken out", async () => {
  expect(await proofOf(recipe("bytes=0-1023", null))).toEqual({
    causes: ["range-header-rewritten"],
    changes: ["header range:  -> bytes=0-1023"],
  });
});

it("proves a part that was widened", async () => {
  expect(await proofOf(recipe("bytes=8388608-16777215", "bytes=0-"))).toEqual({
    causes: ["range-header-rewritten"],
    changes: ["header range: bytes=0- -> bytes=8388608-16777215"],
  });
});

it("says that the range is gone where its value cannot be known", async () => {
  const { findings } = await examined(signedExample(recipe("bytes=31337-31415", null)));
  expect(findings.map(({ rule, certainty }) => `${rule} ${certainty}`)).toContain(
    "range-header-rewritten observed",
  );
});

it("leaves a presigned Range that nobody sent to its own class", async () => {
  expect(await causesOf({ ...recipe("bytes=0-1023", null), presignedSeconds: 60 })).toEqual([
    "presign-header-not-resent",
  ]);
});

it("finds nothing where the range arrives as signed", async () => {
  expect(await findingsOf({ url, headers: [["Range", "bytes=0-1023"]] })).toEqual([]);
});

it("can combine an end that was taken away with another fault", async () => {
  const changed = recipe("bytes=0-1023", "bytes=0-");
  const secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKE";
  expect((await causesOf({ ...changed, secret })).toSorted()).toEqual([
    "range-header-rewritten",
    "secret-truncated-or-mistyped",
  ]);
});
