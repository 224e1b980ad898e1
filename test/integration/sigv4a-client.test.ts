import { describe, expect, it } from "vitest";
import { exampleKnowledge, exampleSecret } from "../../src/diagnosis/example.ts";
import type { CapturedRequest } from "../../src/http/captured-exchange.ts";
import { examined } from "../support/examined.ts";
import { accessPointRequests, signedWithRegionSet } from "../support/sdk-sigv4a.ts";

const knowledge = exampleKnowledge(exampleSecret, "AKIAIOSFODNN7EXAMPLE");

/** Without a clock: one of the signers takes the machine's. */
const examineOne = (request: CapturedRequest) =>
  examined(
    { request, response: null, knowledge, nowEpochMs: 0, signedCanonicalRequest: null },
    undefined,
    null,
  );

describe("SigV4A as the SDK signs it", () => {
  it("is valid at a Multi-Region Access Point, and not after a change", async () => {
    const requests = await accessPointRequests();
    expect(requests.map(({ method }) => method)).toEqual(["GET", "PUT"]);
    for (const request of requests) {
      const { verdict, causes, reading, endpoint } = await examineOne(request);
      expect({ verdict, causes, region: endpoint.region }).toEqual({
        verdict: "valid",
        causes: [],
        region: "*",
      });
      expect(reading.kind === "read" && reading.envelope.algorithm).toBe("AWS4-ECDSA-P256-SHA256");
      const changed = await examineOne({ ...request, target: request.target.replace("?", "/?") });
      expect([changed.verdict, changed.causes]).toEqual(["mismatch", ["trailing-slash"]]);
    }
  });

  it.each([
    ["sqs.us-west-2.amazonaws.com", "sqs", "us-west-2", []],
    ["sqs.us-west-2.amazonaws.com", "sqs", "us-east-1,us-west-2", []],
    ["sqs.us-west-2.amazonaws.com", "sqs", "us-west-*", []],
    ["sqs.us-west-2.amazonaws.com", "sqs", "*", []],
    ["sqs.us-west-2.amazonaws.com", "sqs", "us-east-1", ["scope-region-wrong"]],
    ["sqs.us-west-2.amazonaws.com", "sqs", "eu-*,ap-south-1", ["scope-region-wrong"]],
    ["sqs.us-west-2.amazonaws.com", "sqs", "us_west_2", ["scope-region-malformed"]],
    ["examplebucket.s3.amazonaws.com", "s3", "eu-west-1", []],
    ["mfzwi23gnjvgw.mrap.accesspoint.s3-global.amazonaws.com", "s3", "eu-west-1", []],
    ["abc.cloudfront-kvs.global.api.aws", "cloudfront-keyvaluestore", "*", []],
    ["api.example.com", "execute-api", "eu-west-1", []],
  ])("at %s for %s and the regions %s gives %j", async (host, service, regionSet, causes) => {
    const examination = await examineOne(await signedWithRegionSet(host, service, regionSet));
    expect([examination.verdict, examination.causes]).toEqual(["valid", causes]);
  });
});
