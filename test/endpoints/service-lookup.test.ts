import { describe, expect, test } from "vitest";
import { hostLabels } from "../../src/endpoints/host-labels.ts";
import { servicesOf } from "../../src/endpoints/service-lookup.ts";

function found(host: string): readonly (readonly [string | null, string, string | null, boolean])[] {
  const labels = hostLabels(host);
  const services = labels === null ? [] : servicesOf(labels);
  return services.map(({ service, signingName, region, certain }) => [service, signingName, region, certain]);
}

describe("the services behind a host", () => {
  test.each([
    ["monitoring.us-east-1.amazonaws.com", [["cloudwatch", "monitoring", "us-east-1", true]]],
    [
      "api.tunneling.iot.us-east-1.amazonaws.com",
      [["iotsecuretunneling", "IoTSecuredTunneling", "us-east-1", true]],
    ],
    ["abc.jobs.iot.us-east-1.amazonaws.com", [["iot-jobs-data", "iot-jobs-data", "us-east-1", true]]],
    [
      "vpce-1.runtime.sagemaker.us-east-1.vpce.amazonaws.com",
      [["sagemaker-runtime", "sagemaker", "us-east-1", true]],
    ],
    ["abc.endpoint.events.amazonaws.com", [["events", "events", "*", true]]],
    ["route53.us-east-1.amazonaws.com", [["route53", "route53", "us-east-1", false]]],
    ["kms.amazonaws.com", [["kms", "kms", "us-east-1", false]]],
    ["brandnew.us-east-1.amazonaws.com", []],
  ])("it finds them, the usual one first: %s", (host, services) => {
    expect(found(host)).toEqual(services);
  });
});
