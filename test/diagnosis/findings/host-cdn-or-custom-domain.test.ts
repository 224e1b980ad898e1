import { expect, it } from "vitest";
import { withHeader } from "../../../src/diagnosis/example.ts";
import { causesOf, findingsOf, proofOf } from "../../support/causes-of.ts";

const asHost = (host: string) => (request: Parameters<typeof withHeader>[0]) =>
  withHeader(request, "Host", host);

it("proves the origin's name where a distribution's name arrived", async () => {
  const recipe = {
    url: "https://s3.us-east-1.amazonaws.com/examplebucket/index.html",
    sent: asHost("d111111abcdef8.cloudfront.net"),
  };
  expect(await proofOf(recipe)).toEqual({
    causes: ["host-cdn-or-custom-domain"],
    changes: ["header host: d111111abcdef8.cloudfront.net -> s3.us-east-1.amazonaws.com"],
  });
});

it("proves a custom domain in front of an API", async () => {
  const recipe = {
    url: "https://api.example.com/prod/items",
    service: "execute-api",
    sent: (request: Parameters<typeof withHeader>[0]) =>
      withHeader(
        withHeader(request, "Host", "abcdef1234.execute-api.us-east-1.amazonaws.com"),
        "X-Forwarded-Host",
        "api.example.com",
      ),
  };
  expect(await causesOf(recipe)).toEqual(["host-cdn-or-custom-domain"]);
});

it("proves a bucket that is named like the domain", async () => {
  const recipe = {
    url: "https://www.example.com.s3.us-east-1.amazonaws.com/index.html",
    sent: asHost("www.example.com"),
  };
  expect(await causesOf(recipe)).toEqual(["host-cdn-or-custom-domain"]);
});

it("leaves an internal name to the reverse proxy", async () => {
  const recipe = {
    url: "https://s3.us-east-1.amazonaws.com/examplebucket/index.html",
    sent: asHost("backend.local:8080"),
  };
  expect(await causesOf(recipe)).toEqual(["host-rewritten-by-reverse-proxy"]);
});

it("finds nothing where a custom domain is signed and sent", async () => {
  expect(await findingsOf({ url: "https://api.example.com/prod/items", service: "execute-api" })).toEqual([]);
});
