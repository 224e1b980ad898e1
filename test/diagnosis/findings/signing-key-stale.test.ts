import { describe, expect, it } from "vitest";
import { exampleKnowledge, signedExample } from "../../../src/diagnosis/example.ts";
import { signingKeyStale } from "../../../src/diagnosis/findings/signing-key-stale.ts";
import { causesOf } from "../../support/causes-of.ts";
import { contextOf } from "../../support/context-of.ts";
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

  it("is proven for the key of another region and service", async () => {
    const url = "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt";
    expect(await causesOf({ url, keyScope: { region: "eu-west-1", service: "sts" } })).toEqual([
      "signing-key-stale",
    ]);
  });

  it("is proven for yesterday's key of another set", async () => {
    const other = exampleKnowledge("je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY", "AKIAI44QH8DHBEXAMPLE");
    const { causes, findings } = await examined(
      signedExample({
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
        secret: "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY",
        keyScope: { date: "20260101" },
        knowledge: {
          credentials: [...exampleKnowledge().credentials, ...other.credentials],
          signingKeys: [],
        },
      }),
    );
    expect(causes).toEqual(["signing-key-stale"]);
    expect(findings[0]?.detail).toBe(
      "The signing key is that of 20260101 and of the secret of AKIAI44QH8DHBEXAMPLE.",
    );
  });

  it("tries the scopes of the client's other requests first", () => {
    const url = "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt";
    const earlier = signedExample({ url, region: "eu-north-1", date: "20251111T000000Z" }).request;
    const related = [{ id: "earlier", distance: -1, request: earlier, response: null }];
    const tried = [...(signingKeyStale.suppose?.({ ...contextOf({ url }), related }) ?? [])];
    expect(tried.filter(({ late }) => !late).map(({ key }) => key?.scope)).toContainEqual({
      date: "20251111",
      region: "eu-north-1",
      service: "s3",
    });
  });

  it("finds nothing in correct traffic", async () => {
    expect(await accusedOf(signingKeyStale)).toEqual([]);
  });
});
