import { describe, expect, it } from "vitest";
import type { ExampleRecipe } from "../../../src/diagnosis/example.ts";
import {
  exampleKnowledge,
  exampleResponse,
  exampleSecret,
  signedExample,
} from "../../../src/diagnosis/example.ts";
import { presignOutlivesCredentials } from "../../../src/diagnosis/findings/presign-outlives-credentials.ts";
import { causesOf, findingsOf } from "../../support/causes-of.ts";
import { accusedOf } from "../../support/correct-traffic.ts";
import { examined } from "../../support/examined.ts";
import { at } from "../../support/prediction-facts.ts";

const link: ExampleRecipe = {
  url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
  presignedSeconds: 86_400,
  accessKeyId: "ASIAIOSFODNN7EXAMPLE",
  sessionToken: "IQoJb3JpZ2luX2VjEXAMPLE",
  knowledge: exampleKnowledge(exampleSecret, "ASIAIOSFODNN7EXAMPLE"),
};

/** The temporary key is known, and when it ends. */
function ending(end: string): ExampleRecipe["knowledge"] {
  const known = exampleKnowledge(exampleSecret, "ASIAIOSFODNN7EXAMPLE");
  return {
    ...known,
    credentials: known.credentials.map((one) => ({ ...one, expiresAtEpochMs: at(end) })),
  };
}

const expired = exampleResponse(
  400,
  [],
  "<Error><Code>ExpiredToken</Code><Message>The provided token has expired.</Message></Error>",
);

describe("presign-outlives-credentials", () => {
  it("is the only cause of its own example", async () => {
    expect((await examined(presignOutlivesCredentials.example())).causes).toEqual([
      "presign-outlives-credentials",
    ]);
  });

  it("is read from the answer of a JSON service", async () => {
    const response = exampleResponse(
      400,
      [],
      '{"__type":"ExpiredTokenException","message":"The security token included in the request is expired"}',
    );
    const recipe = {
      ...link,
      url: "https://lambda.us-east-1.amazonaws.com/2015-03-31/functions",
      service: "lambda",
    };
    expect(await causesOf({ ...recipe, response })).toEqual(["presign-outlives-credentials"]);
  });

  it("is not said of a header-signed request", async () => {
    const { presignedSeconds: _, ...header } = link;
    expect(await causesOf({ ...header, response: expired })).not.toContain("presign-outlives-credentials");
  });

  it("is a warning while the credentials still live, and an error once they have ended", async () => {
    const knowledge = ending("20260102T040000Z") ?? exampleKnowledge();
    expect(await findingsOf({ ...link, knowledge })).toEqual([
      "presign-outlives-credentials observed warning",
    ]);
    expect(await causesOf({ ...link, knowledge, now: "20260102T050000Z" })).toEqual([
      "presign-outlives-credentials",
    ]);
  });

  it("predicts AWS's answer once the credentials have ended", async () => {
    const knowledge = ending("20260102T040000Z") ?? exampleKnowledge();
    const { prediction } = await examined(signedExample({ ...link, knowledge, now: "20260102T050000Z" }));
    expect([prediction?.status, prediction?.code]).toEqual([400, "ExpiredToken"]);
  });

  it("is silent where the URL ends first", async () => {
    expect(
      await findingsOf({ ...link, knowledge: ending("20260104T000000Z") ?? exampleKnowledge() }),
    ).toEqual([]);
  });

  it("says once that AWS refused and when the credentials ended", async () => {
    const knowledge = ending("20260102T040000Z") ?? exampleKnowledge();
    const example = signedExample({ ...link, knowledge, now: "20260102T050000Z", response: expired });
    const found = (await examined(example)).findings.filter(
      ({ rule }) => rule === "presign-outlives-credentials",
    );
    expect(found.map(({ certainty }) => certainty)).toEqual(["reported"]);
    expect(found[0]?.detail).toContain("They ended at 2026-01-02T04:00:00Z.");
  });

  it("finds nothing in correct traffic", async () => {
    expect(await accusedOf(presignOutlivesCredentials)).toEqual([]);
  });
});
