import { expect, it } from "vitest";
import { withHeader } from "../../../src/diagnosis/example.ts";
import { causesOf, findingsOf, proofOf } from "../../support/causes-of.ts";

const asHost = (host: string) => (request: Parameters<typeof withHeader>[0]) =>
  withHeader(request, "Host", host);

it("proves a default port that was signed and not sent", async () => {
  const recipe = {
    url: "https://examplebucket.s3.us-east-1.amazonaws.com:443/report.json",
    sent: asHost("examplebucket.s3.us-east-1.amazonaws.com"),
  };
  expect(await proofOf(recipe)).toEqual({
    causes: ["host-port"],
    changes: [
      "header host: examplebucket.s3.us-east-1.amazonaws.com -> examplebucket.s3.us-east-1.amazonaws.com:443",
    ],
  });
});

it("proves a port that was sent and not signed", async () => {
  const recipe = {
    url: "https://minio.example.com/examplebucket/report.json",
    sent: asHost("minio.example.com:9000"),
  };
  expect(await proofOf(recipe)).toEqual({
    causes: ["host-port"],
    changes: ["header host: minio.example.com:9000 -> minio.example.com"],
  });
});

it("leaves another name to its own class", async () => {
  const recipe = {
    url: "https://ec2.us-east-1.amazonaws.com/",
    service: "ec2",
    sent: asHost("ec2.amazonaws.com"),
  };
  expect(await causesOf(recipe)).toEqual(["host-endpoint-differs"]);
});

it("finds nothing where a port is sent as signed", async () => {
  expect(await findingsOf({ url: "http://127.0.0.1:9000/examplebucket/report.json" })).toEqual([]);
});
