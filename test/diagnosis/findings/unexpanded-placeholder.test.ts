import { describe, expect, it } from "vitest";
import { exampleKnowledge, exampleResponse, exampleSecret } from "../../../src/diagnosis/example.ts";
import { unexpandedPlaceholder } from "../../../src/diagnosis/findings/unexpanded-placeholder.ts";
import { causesOf, findingsOf } from "../../support/causes-of.ts";
import { accusedOf } from "../../support/correct-traffic.ts";
import { examined } from "../../support/examined.ts";

const url = "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt";
const id = "unexpanded-placeholder";

describe(id, () => {
  it("is the only cause of its own example", async () => {
    expect((await examined(unexpandedPlaceholder.example())).causes).toEqual([id]);
  });

  it.each([
    "$AWS_ACCESS_KEY_ID",
    "{{aws_access_key_id}}",
    "undefined",
    "<YOUR-AKID>",
    "None",
    "{{ accessKey }}",
  ])("is the cause for the key id %s", async (accessKeyId) => {
    expect(await causesOf({ url, accessKeyId })).toEqual([id]);
  });

  it.each([`\${AWS_REGION}`, "undefined", "$AWS_DEFAULT_REGION"])(
    "is the cause for the region %s",
    async (region) => {
      expect(await causesOf({ url, region })).toEqual([id]);
    },
  );

  const api = "https://cloudfront.amazonaws.com/2020-05-31/distribution/%7BDistributionId%7D/invalidation";

  it.each([400, 404])("is seen in the path of an API that answers %i", async (status) => {
    const response = exampleResponse(status, [], "");
    expect(await findingsOf({ url: api, service: "cloudfront", response })).toContain(`${id} observed error`);
  });

  it("is no more than a note in a right request that was not answered so", async () => {
    expect(await findingsOf({ url: api, service: "cloudfront" })).toEqual([`${id} observed note`]);
    const expired = exampleResponse(403, [], "");
    expect(await findingsOf({ url: api, service: "cloudfront", response: expired })).toContain(
      `${id} observed note`,
    );
  });

  it("is a note for an object's key, and silent where it was accepted", async () => {
    const key = "https://examplebucket.s3.us-east-1.amazonaws.com/%7Bname%7D/a";
    expect(await findingsOf({ url: key })).toEqual([`${id} observed note`]);
    expect(await findingsOf({ url: key, response: exampleResponse(200, [], "") })).toEqual([]);
  });

  it("takes a known key id for one, whatever it looks like", async () => {
    const knowledge = exampleKnowledge(exampleSecret, "access_key");
    expect(await causesOf({ url, accessKeyId: "access_key", knowledge })).toEqual([]);
  });

  it("finds nothing in correct traffic", async () => {
    expect(await accusedOf(unexpandedPlaceholder)).toEqual([]);
  });
});
