import { describe, expect, it } from "vitest";
import type { ExampleRecipe } from "../../../src/diagnosis/example.ts";
import {
  exampleKnowledge,
  exampleResponse,
  exampleSecret,
  signedExample,
} from "../../../src/diagnosis/example.ts";
import { s3expressTokenHeader } from "../../../src/diagnosis/findings/s3express-token-header.ts";
import { causesOf } from "../../support/causes-of.ts";
import { accusedOf } from "../../support/correct-traffic.ts";
import { examined } from "../../support/examined.ts";

const host = "https://examplebucket--usw2-az1--x-s3.s3express-usw2-az1.us-west-2.amazonaws.com";
const token = "AgoJb3JpZ2luX2VjEXAMPLETOKEN";
const base = {
  service: "s3express",
  region: "us-west-2",
  accessKeyId: "ASIAIOSFODNN7EXAMPLE",
  knowledge: exampleKnowledge(exampleSecret, "ASIAIOSFODNN7EXAMPLE"),
} as const;

describe("s3express-token-header", () => {
  it("is the only cause of its own example", async () => {
    const examination = await examined(s3expressTokenHeader.example());
    expect(examination.causes).toEqual(["s3express-token-header"]);
    expect(
      examination.findings.filter(({ severity }) => severity === "error").map(({ rule }) => rule),
    ).toEqual(["s3express-token-header"]);
  });

  it("is found in CreateSession with the header of a session, and in the answer to it", async () => {
    const headers = [["x-amz-s3session-token", token]] as const;
    expect(await causesOf({ ...base, url: `${host}/?session`, headers })).toEqual(["s3express-token-header"]);
    const response = exampleResponse(
      400,
      [],
      '<Error><Code>InvalidRequest</Code><Message>CreateSession request should not include "x-amz-s3session-token"</Message></Error>',
    );
    const elsewhere = { url: "https://localhost:4566/?session", headers, response };
    expect(await causesOf(elsewhere)).toEqual(["s3express-token-header"]);
  });

  it("leaves two headers to the rule about duplicated tokens", async () => {
    const headers = [["x-amz-s3session-token", token]] as const;
    expect(await causesOf({ ...base, url: `${host}/a`, headers, sessionToken: token })).not.toContain(
      "s3express-token-header",
    );
  });

  it("is proven where the token was signed under the other name", async () => {
    const recipe: ExampleRecipe = {
      ...base,
      url: `${host}/a`,
      headers: [["x-amz-security-token", token]],
      signedInput: (input) => ({
        ...input,
        headers: input.headers
          .map(({ name, value }) => ({
            name: name === "x-amz-security-token" ? "x-amz-s3session-token" : name,
            value,
          }))
          .sort((a, b) => (a.name < b.name ? -1 : 1)),
        signedHeaders: input.signedHeaders
          .map((name) => (name === "x-amz-security-token" ? "x-amz-s3session-token" : name))
          .sort(),
      }),
    };
    const example = signedExample(recipe);
    const headers = example.request.headers.map(
      ([name, value]) =>
        [
          name,
          name === "Authorization"
            ? value.replace(
                "x-amz-content-sha256;x-amz-date;x-amz-s3session-token",
                "x-amz-content-sha256;x-amz-date;x-amz-security-token",
              )
            : value,
        ] as const,
    );
    const { causes, proof, findings } = await examined({
      ...example,
      request: { ...example.request, headers },
    });
    expect(causes).toEqual(["s3express-token-header"]);
    expect(proof?.changes).toEqual([
      { part: "header of the session token", from: "x-amz-security-token", to: "x-amz-s3session-token" },
    ]);
    expect(JSON.stringify([findings, proof?.changes])).not.toContain(token);
  });

  it("finds nothing in right requests: a session's, CreateSession, CopyObject, HeadBucket, or what S3 took", async () => {
    const right: ExampleRecipe[] = [
      { ...base, url: `${host}/a`, headers: [["x-amz-s3session-token", token]] },
      { ...base, url: `${host}/?session`, sessionToken: token },
      {
        ...base,
        method: "PUT",
        url: `${host}/a`,
        headers: [["x-amz-copy-source", "b/c"]],
        sessionToken: token,
      },
      { ...base, method: "HEAD", url: `${host}/`, sessionToken: token },
      { ...base, url: `${host}/a`, sessionToken: token, response: exampleResponse(200, [], "") },
      { ...base, url: "https://s3express-control.us-west-2.amazonaws.com/", sessionToken: token },
    ];
    for (const recipe of right) {
      const found = (await examined(signedExample(recipe))).findings.map(({ rule }) => rule);
      expect({ found, recipe }).toEqual({ found: [], recipe });
    }
  });

  it("finds nothing in correct traffic", async () => {
    expect(await accusedOf(s3expressTokenHeader)).toEqual([]);
  });
});
