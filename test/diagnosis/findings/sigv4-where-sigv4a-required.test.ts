import { describe, expect, it } from "vitest";
import { exampleResponse, signedExample } from "../../../src/diagnosis/example.ts";
import { sigv4aExample } from "../../../src/diagnosis/example-sigv4a.ts";
import { sigv4WhereSigv4aRequired } from "../../../src/diagnosis/findings/sigv4-where-sigv4a-required.ts";
import { causesOf } from "../../support/causes-of.ts";
import { concluded } from "../../support/concluded-causes.ts";
import { accusedOf } from "../../support/correct-traffic.ts";
import { examined } from "../../support/examined.ts";
import { sigv4aSigned } from "../../support/sigv4a-signed.ts";

const url = "https://mfzwi23gnjvgw.mrap.accesspoint.s3-global.amazonaws.com/report.json";

describe("sigv4-where-sigv4a-required", () => {
  it("is the only cause of its own example, and says that the key is good", async () => {
    const examination = await examined(sigv4WhereSigv4aRequired.example());
    expect(examination.verdict).toBe("valid");
    expect(examination.causes).toEqual(["sigv4-where-sigv4a-required"]);
    expect(examination.findings.map(({ rule }) => rule)).toEqual(["sigv4-where-sigv4a-required"]);
    expect(examination.findings[0]?.detail).toContain("the key is good");
  });

  it("is found in a presigned URL whose answer speaks of a region, and at EventBridge", async () => {
    const response = exampleResponse(
      400,
      [],
      "<Error><Code>AuthorizationQueryParametersError</Code><Message>Error parsing the X-Amz-Credential parameter; the region 'us-east-1' is wrong; expecting 'ap-south-1'</Message><Region>ap-south-1</Region></Error>",
    );
    expect(await causesOf({ url, presignedSeconds: 300, response })).toEqual(["sigv4-where-sigv4a-required"]);
    const events = {
      method: "POST",
      url: "https://abcde.veo.endpoint.events.amazonaws.com/",
      service: "events",
      headers: [["X-Amz-Target", "AWSEvents.PutEvents"]] as const,
      body: "{}",
    };
    expect(await causesOf(events)).toEqual(["sigv4-where-sigv4a-required"]);
  });

  it("is suspected where a lone answer to a presigned URL speaks of the region", async () => {
    const alone = async (message: string) => {
      const text = `<Error><Code>AuthorizationQueryParametersError</Code><Message>${message}</Message><Region>ap-south-1</Region></Error>`;
      const inputs = [{ kind: "error-body", b64: btoa(text) }];
      const { causes, findings } = await concluded({ id: "test", inputs, expect: { causes: [] } });
      const own = findings.find(({ rule }) => rule === "sigv4-where-sigv4a-required");
      return { causes, certainty: own?.certainty ?? null, detail: own?.detail };
    };
    const presigned = await alone(
      "Error parsing the X-Amz-Credential parameter; the region 'us-east-1' is wrong; expecting 'ap-south-1'",
    );
    expect(presigned).toMatchObject({ causes: ["scope-region-wrong"], certainty: "suspected" });
    expect(presigned.detail).toContain("This would settle it: the host of the URL");
    const inHeader = await alone(
      "The authorization header is malformed; the region 'us-east-1' is wrong; expecting 'ap-south-1'",
    );
    expect(inHeader).toMatchObject({ causes: ["scope-region-wrong"], certainty: null });
  });

  it("is silent for SigV4A, and once the service took the request", async () => {
    const right = await examined(sigv4aSigned(sigv4aExample({ signature: "00" })));
    expect(right.verdict).toBe("valid");
    expect(right.findings).toEqual([]);
    const taken = signedExample({ url, response: exampleResponse(200, [], "") });
    expect((await examined(taken)).causes).toEqual([]);
  });

  it("finds nothing in correct traffic", async () => {
    expect(await accusedOf(sigv4WhereSigv4aRequired)).toEqual([]);
  });
});
