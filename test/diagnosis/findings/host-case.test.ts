import { expect, it } from "vitest";
import { withHeader } from "../../../src/diagnosis/example.ts";
import { causesOf, findingsOf, proofOf } from "../../support/causes-of.ts";
import { causesReadAs } from "../../support/read-by-server.ts";

const asHost = (host: string) => (request: Parameters<typeof withHeader>[0]) =>
  withHeader(request, "Host", host);

it("proves capitals that the URL parser took out", async () => {
  const recipe = {
    url: "https://ExampleBucket.s3.us-east-1.amazonaws.com/a",
    sent: asHost("examplebucket.s3.us-east-1.amazonaws.com"),
  };
  expect(await proofOf(recipe)).toEqual({
    causes: ["host-case"],
    changes: [
      "header host: examplebucket.s3.us-east-1.amazonaws.com -> ExampleBucket.s3.us-east-1.amazonaws.com",
    ],
  });
});

it("proves a host that was sent in capitals and signed without", async () => {
  const recipe = {
    url: "https://api.example.com/a",
    service: "execute-api",
    sent: asHost("API.Example.com"),
  };
  expect(await causesOf(recipe)).toEqual(["host-case"]);
});

it("leaves a port to its own class", async () => {
  expect(
    await causesOf({
      url: "https://api.example.com:443/a",
      service: "execute-api",
      sent: asHost("api.example.com"),
    }),
  ).toEqual(["host-port"]);
});

it("finds nothing where capitals are signed and sent", async () => {
  expect(await findingsOf({ url: "https://API.Example.com/a", service: "execute-api" })).toEqual([]);
});

it("is what became of a host whose capitals the server did not read", async () => {
  const host = "ExampleBucket.s3.us-east-1.amazonaws.com";
  expect(
    await causesReadAs({ url: `https://${host}/a`, presignedSeconds: 60 }, (text) =>
      text.replace(host, host.toLowerCase()),
    ),
  ).toEqual(["host-case"]);
});
