import { expect, it } from "vitest";
import { withHeader } from "../../../src/diagnosis/example.ts";
import { causesOf, findingsOf, proofOf } from "../../support/causes-of.ts";

it("proves the host that X-Forwarded-Host remembers", async () => {
  const recipe = {
    url: "https://storage.example.com/examplebucket/report.json",
    sent: (request: Parameters<typeof withHeader>[0]) =>
      withHeader(withHeader(request, "Host", "minio:9000"), "X-Forwarded-Host", "storage.example.com"),
  };
  expect(await proofOf(recipe)).toEqual({
    causes: ["host-rewritten-by-reverse-proxy"],
    changes: ["header host: minio:9000 -> storage.example.com"],
  });
});

it("proves an AWS host that an internal name replaced", async () => {
  const recipe = {
    url: "https://dynamodb.eu-west-1.amazonaws.com/",
    service: "dynamodb",
    region: "eu-west-1",
    sent: (request: Parameters<typeof withHeader>[0]) =>
      withHeader(request, "Host", "aws-proxy.internal:8080"),
  };
  expect(await proofOf(recipe)).toEqual({
    causes: ["host-rewritten-by-reverse-proxy"],
    changes: ["header host: aws-proxy.internal:8080 -> dynamodb.eu-west-1.amazonaws.com"],
  });
});

it("proves the local address that the client signed, and a container's name that was sent", async () => {
  const recipe = {
    url: "http://localhost:9000/examplebucket/report.json",
    sent: (request: Parameters<typeof withHeader>[0]) => withHeader(request, "Host", "minio:9000"),
  };
  expect(await causesOf(recipe)).toEqual(["host-rewritten-by-reverse-proxy"]);
});

it("leaves a change of the port alone to its own class", async () => {
  const recipe = {
    url: "https://minio.example.com:9000/examplebucket/report.json",
    sent: (request: Parameters<typeof withHeader>[0]) => withHeader(request, "Host", "minio.example.com"),
  };
  expect(await causesOf(recipe)).toEqual(["host-port"]);
});

it("finds nothing where a proxy kept the host", async () => {
  const recipe = {
    url: "https://storage.example.com/examplebucket/report.json",
    unsignedHeaders: [["X-Forwarded-Host", "cdn.example.com"]] as const,
  };
  expect(await findingsOf(recipe)).toEqual([]);
});

it("proves a local name that the proxy says it was asked for", async () => {
  const recipe = {
    url: "http://127.0.0.1:9000/examplebucket/report.json",
    sent: (request: Parameters<typeof withHeader>[0]) =>
      withHeader(
        withHeader(request, "Host", "store.svc.cluster.local"),
        "X-Forwarded-Host",
        "127.0.0.1:9000",
      ),
  };
  expect(await causesOf(recipe)).toEqual(["host-rewritten-by-reverse-proxy"]);
});
