import { describe, expect, it } from "vitest";
import { signedExample } from "../../../src/diagnosis/example.ts";
import { scopeDateMismatch } from "../../../src/diagnosis/findings/scope-date-mismatch.ts";
import { authorizationEdited } from "../../support/authorization.ts";
import { accusedOf } from "../../support/correct-traffic.ts";
import { examined } from "../../support/examined.ts";

describe("scope-date-mismatch", () => {
  it("is the only cause of its own example", async () => {
    const examination = await examined(scopeDateMismatch.example());
    expect(examination.causes).toEqual(["scope-date-mismatch"]);
    expect(
      examination.findings.filter(({ severity }) => severity === "error").map(({ rule }) => rule),
    ).toEqual(["scope-date-mismatch"]);
  });

  it("is found at the day after", async () => {
    const examination = await examined(
      signedExample({
        method: "POST",
        url: "https://sts.us-east-1.amazonaws.com/",
        service: "sts",
        body: "Action=GetCallerIdentity&Version=2011-06-15",
        date: "20260102T235959Z",
        scope: { date: "20260103" },
      }),
    );
    expect(examination.causes).toEqual(["scope-date-mismatch"]);
  });

  it("is proven where the string to sign named the day before", async () => {
    const sent = authorizationEdited((text) => text.replace("/20260101/", "/20260102/"));
    const examination = await examined(
      signedExample({
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
        date: "20260102T000003Z",
        scope: { date: "20260101" },
        sent,
      }),
    );
    expect(examination.causes).toEqual(["scope-date-mismatch"]);
    expect(examination.findings[0]?.certainty).toBe("proven");
  });

  it.each(["20260101", "20260103"])(
    "is proven for a scope of %s with the key of the request's day",
    async (date) => {
      const { causes, proof } = await examined(
        signedExample({
          url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
          date: "20260102T120000Z",
          scope: { date },
          keyScope: { date: "20260102" },
        }),
      );
      expect(causes).toEqual(["scope-date-mismatch"]);
      expect(proof?.changes).toEqual([
        { part: "credential scope, date (signing key)", from: date, to: "20260102" },
      ]);
    },
  );

  it("leaves a key of another day to its own rule", async () => {
    const examination = await examined(
      signedExample({
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
        keyScope: { date: "20260101" },
      }),
    );
    expect(examination.causes).toEqual(["signing-key-stale"]);
  });

  it("finds nothing in correct traffic", async () => {
    expect(await accusedOf(scopeDateMismatch)).toEqual([]);
  });
});
