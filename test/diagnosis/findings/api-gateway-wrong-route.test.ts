import { describe, expect, it } from "vitest";
import type { ExampleRecipe } from "../../../src/diagnosis/example.ts";
import { exampleResponse, withHeader } from "../../../src/diagnosis/example.ts";
import { apiGatewayWrongRoute } from "../../../src/diagnosis/findings/api-gateway-wrong-route.ts";
import type { RawHeaders } from "../../../src/http/raw-headers.ts";
import { noKnowledge } from "../../../src/sigv4/known-credentials.ts";
import { causesOf, findingsOf } from "../../support/causes-of.ts";
import { accusedOf } from "../../support/correct-traffic.ts";
import { examined } from "../../support/examined.ts";

const missing = (headers: RawHeaders = []) =>
  exampleResponse(403, headers, '{"message":"Missing Authentication Token"}');
const api: ExampleRecipe = {
  url: "https://abc123.execute-api.eu-west-1.amazonaws.com/dev/nothing",
  service: "execute-api",
  region: "eu-west-1",
};

describe("api-gateway-wrong-route", () => {
  it("is the only cause of its own example", async () => {
    expect((await examined(apiGatewayWrongRoute.example())).causes).toEqual(["api-gateway-wrong-route"]);
  });

  it("is found without the secret too", async () => {
    expect(await causesOf({ ...api, knowledge: noKnowledge, response: missing() })).toEqual([
      "api-gateway-wrong-route",
    ]);
    expect((await findingsOf({ ...api, response: missing() }))[0]).toBe(
      "api-gateway-wrong-route reported error",
    );
  });

  it("is found for a bearer token and a presigned URL", async () => {
    const bearer: ExampleRecipe["sent"] = (request) =>
      withHeader(request, "Authorization", "Bearer abc.def.ghi");
    expect(await causesOf({ ...api, sent: bearer, response: missing() })).toEqual([
      "api-gateway-wrong-route",
    ]);
    expect(await causesOf({ ...api, presignedSeconds: 60, response: missing() })).toEqual([
      "api-gateway-wrong-route",
    ]);
  });

  it("is found behind a custom domain by the scope or by the mark on the answer", async () => {
    const custom = { ...api, url: "https://api.example.com/v1/nothing" };
    expect(await causesOf({ ...custom, response: missing() })).toEqual(["api-gateway-wrong-route"]);
    const marked = missing([["x-amz-apigw-id", "Bq3EXAMPLEoAMFg="]]);
    const bearer: ExampleRecipe["sent"] = (request) =>
      withHeader(request, "Authorization", "Bearer abc.def.ghi");
    expect(await causesOf({ ...custom, sent: bearer, response: marked })).toEqual([
      "api-gateway-wrong-route",
    ]);
  });

  it("is not said of a request that really carries nothing", async () => {
    const bare: ExampleRecipe["sent"] = (request) => withHeader(request, "Authorization", null);
    expect(await causesOf({ ...api, sent: bare, response: missing() })).toEqual(["auth-missing"]);
  });

  it("is not said of another service with the same words", async () => {
    const recipe: ExampleRecipe = {
      url: "https://lambda.us-east-1.amazonaws.com/x",
      service: "lambda",
      response: missing(),
    };
    expect(await causesOf(recipe)).not.toContain("api-gateway-wrong-route");
  });

  it("finds nothing in correct traffic", async () => {
    expect(await accusedOf(apiGatewayWrongRoute)).toEqual([]);
  });
});
