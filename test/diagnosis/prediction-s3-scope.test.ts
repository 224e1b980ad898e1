import { describe, expect, it } from "vitest";
import type { ExampleRecipe } from "../../src/diagnosis/example.ts";
import { withHeader } from "../../src/diagnosis/example.ts";
import type { CheckFacts } from "../../src/diagnosis/prediction-check.ts";
import { checkFacts } from "../../src/diagnosis/prediction-check.ts";
import {
  accessKey,
  credentialArity,
  scopeDate,
  scopeDateForm,
  scopeRegion,
  scopeService,
  scopeTerminator,
} from "../../src/diagnosis/prediction-s3-scope.ts";
import { factsOf } from "../support/prediction-facts.ts";

const facts = (more: Partial<ExampleRecipe> = {}): CheckFacts =>
  checkFacts(factsOf({ url: "https://bucket.s3.us-east-1.amazonaws.com/key", ...more }), "s3");

describe("S3's checks of a credential", () => {
  it("pass a correct request", () => {
    for (const check of [
      credentialArity,
      scopeService,
      scopeTerminator,
      scopeDateForm,
      scopeRegion,
      accessKey,
      scopeDate,
    ])
      expect(check.refuse(facts()), check.name).toBeNull();
  });

  it("say the same with another beginning for a presigned URL", () => {
    expect(scopeRegion.refuse(facts({ region: "eu-west-1" }))?.message).toBe(
      "The authorization header is malformed; the region 'eu-west-1' is wrong; expecting 'us-east-1'",
    );
    expect(scopeRegion.refuse(facts({ region: "eu-west-1", presignedSeconds: 60 }))?.message).toBe(
      "Error parsing the X-Amz-Credential parameter; the region 'eu-west-1' is wrong; expecting 'us-east-1'",
    );
  });

  it("do not repeat a secret in the key id's place", () => {
    const secret = "wJalrXUtnFEMIxK7MDENGxbPxRfiCYEXAMPLEKEY";
    expect(
      accessKey.refuse({
        ...facts({
          sent: (request) =>
            withHeader(
              request,
              "Authorization",
              request.headers
                .find(([name]) => name === "Authorization")?.[1]
                .replace("AKIAIOSFODNN7EXAMPLE", secret) ?? "",
            ),
        }),
        accessKeyIdKnown: false,
      })?.elements,
    ).toEqual([["AWSAccessKeyId", "wJal…"]]);
  });
});
