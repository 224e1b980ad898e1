import { describe, expect, it } from "vitest";
import { signedExample } from "../../../src/diagnosis/example.ts";
import { signingKeyStale } from "../../../src/diagnosis/findings/signing-key-stale.ts";
import { accusedOf } from "../../support/correct-traffic.ts";
import { examined } from "../../support/examined.ts";

describe("signing-key-stale", () => {
  it("is the only cause of its own example", async () => {
    const examination = await examined(signingKeyStale.example());
    expect(examination.causes).toEqual(["signing-key-stale"]);
    expect(
      examination.findings.filter(({ severity }) => severity === "error").map(({ rule }) => rule),
    ).toEqual(["signing-key-stale"]);
  });

  it("is proven for a key a week old", async () => {
    const examination = await examined(
      signedExample({
        method: "POST",
        url: "https://sts.us-east-1.amazonaws.com/",
        service: "sts",
        body: "Action=GetCallerIdentity&Version=2011-06-15",
        keyScope: { date: "20251226" },
      }),
    );
    expect(examination.causes).toEqual(["signing-key-stale"]);
  });

  it("leaves a key of another region to its own rule", async () => {
    const examination = await examined(
      signedExample({
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
        keyScope: { region: "eu-west-1" },
      }),
    );
    expect(examination.causes).toEqual(["scope-region-wrong"]);
  });

  it("leaves a scope of another day to its own rule", async () => {
    const examination = await examined(
      signedExample({
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
        scope: { date: "20260101" },
      }),
    );
    expect(examination.causes).toEqual(["scope-date-mismatch"]);
  });

  it("finds nothing in correct traffic", async () => {
    expect(await accusedOf(signingKeyStale)).toEqual([]);
  });
});
