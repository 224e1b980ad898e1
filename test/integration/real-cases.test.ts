// Failures from public threads, as people pasted them: what `explain` concludes from an answer, a log or a request alone.
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { ConcludedCase } from "../support/concluded-causes.ts";
import { concludedCauses } from "../support/concluded-causes.ts";

const sample = fileURLToPath(new URL("../../../shared/cases/real-sample.jsonl", import.meta.url));
const own = fileURLToPath(new URL("./real-cases.jsonl", import.meta.url));

/** Cases of the sample whose class nothing in the input tells: why not, and what is said of them instead. */
const untold: Readonly<Record<string, { readonly why: string; readonly said: readonly string[] }>> = {
  "real-003": {
    why: "a whole text with nothing odd: any fault of the key fits",
    said: ["secret-akid-mismatched-pair"],
  },
  "real-019": { why: "the host line is cut out", said: [] },
  "real-028": { why: "a whole request without an answer or a secret: nothing shows that it fails", said: [] },
  "real-059": { why: "the client's own query line is not in the request, and there is no answer", said: [] },
  "real-081": { why: "the answer does not name the access point", said: ["scope-region-wrong"] },
  "real-100": {
    why: "the request lacks a header that the service wants, which comes first",
    said: ["content-sha256-missing"],
  },
  "real-109": { why: "the answer shows a hash alone", said: [] },
};

function casesOf(path: string): ConcludedCase[] {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, "utf8").split("\n");
  return lines.filter((line) => line !== "").map((line) => JSON.parse(line) as ConcludedCase);
}

describe.skipIf(!existsSync(sample))("the public sample", () => {
  it.each(casesOf(sample).map((one) => [one.id, one] as const))("%s", async (id, one) => {
    const causes = await concludedCauses(one);
    const known = untold[id];
    if (known) expect(causes, known.why).toEqual(known.said);
    else expect(one.expect.causes).toContainEqual(causes);
  });
});

describe("our own cases", () => {
  it.each(casesOf(own).map((one) => [one.id, one] as const))("%s", async (_, one) => {
    expect(one.expect.causes).toContainEqual(await concludedCauses(one));
  });
});
