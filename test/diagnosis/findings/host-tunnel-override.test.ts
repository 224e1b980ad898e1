import { expect, it } from "vitest";
import { signedExample, withHeader } from "../../../src/diagnosis/example.ts";
import { causesOf, findingsOf, proofOf } from "../../support/causes-of.ts";
import { examined } from "../../support/examined.ts";

const domain = "search-example-abcdefghij.us-east-1.es.amazonaws.com";

it("proves the local address of a tunnel", async () => {
  const recipe = {
    url: "https://localhost:9200/_search",
    service: "es",
    sent: (request: Parameters<typeof withHeader>[0]) => withHeader(request, "Host", domain),
  };
  expect(await proofOf(recipe)).toEqual({
    causes: ["host-tunnel-override"],
    changes: [`header host: ${domain} -> localhost:9200`],
  });
});

it("proves the name that was dialled, where Host says another", async () => {
  const { request, ...rest } = signedExample({
    url: "https://storage.internal/examplebucket/report.json",
    sent: (sent) => withHeader(sent, "Host", "objects.example.com"),
  });
  const connection = {
    connectAuthority: "storage.internal:443",
    sni: "storage.internal",
    client: null,
    tlsVersion: null,
  };
  const { causes } = await examined({ ...rest, request: { ...request, connection } });
  expect(causes).toEqual(["host-tunnel-override"]);
});

it("names the reverse proxy as possible too", async () => {
  const { findings } = await examined(
    signedExample({
      url: "http://127.0.0.1:8443/",
      service: "es",
      sent: (request) => withHeader(request, "Host", domain),
    }),
  );
  expect(findings.map(({ evidence }) => evidence.alsoPossible)).toContainEqual([
    "host-rewritten-by-reverse-proxy",
  ]);
});

it("leaves a name without a port to the class of proxies where a container is asked", async () => {
  const recipe = {
    url: "http://localhost:9000/examplebucket/report.json",
    sent: (request: Parameters<typeof withHeader>[0]) => withHeader(request, "Host", "minio:9000"),
  };
  expect(await causesOf(recipe)).toEqual(["host-rewritten-by-reverse-proxy"]);
});

it("finds nothing where the local name is signed and sent", async () => {
  expect(await findingsOf({ url: "http://localhost:9200/_search", service: "es" })).toEqual([]);
});
