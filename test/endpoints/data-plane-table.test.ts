import { describe, expect, test } from "vitest";
import { dataPlaneRows, legacyHostRows } from "../../src/endpoints/data-plane-table.ts";
import { endpointOf } from "../../src/endpoints/endpoint.ts";

describe("the hand-written rows", () => {
  test.each(dataPlaneRows)("it is met by a host of its form: %s", (prefix, _service, signingName) => {
    const suffix = /lambda-url|lattice|aos$/.test(prefix) ? "on.aws" : "amazonaws.com";
    const endpoint = endpointOf(`${prefix.replace("*", "customer")}.us-east-1.${suffix}`);
    const names = [endpoint.signingName, ...endpoint.alternatives.map((other) => other.signingName)];
    expect(names).toContain(signingName);
    expect(endpoint.region).toBe("us-east-1");
  });

  test.each(legacyHostRows)(
    "it is met by a host without a region: %s",
    (...[host, service, signingName, , region]) => {
      expect(endpointOf(host.replace("*", "customer"))).toMatchObject({
        service,
        signingName,
        region,
        certain: true,
      });
    },
  );
});
