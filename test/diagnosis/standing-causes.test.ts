import { describe, expect, it } from "vitest";
import type { ExampleRecipe } from "../../src/diagnosis/example.ts";
import { exampleResponse, signedExample, withHeader } from "../../src/diagnosis/example.ts";
import { examined } from "../support/examined.ts";

const url = "https://examplebucket.s3.us-east-1.amazonaws.com/report.json";
const put: ExampleRecipe = { method: "PUT", url, body: "a", headers: [["Content-Type", "text/plain"]] };
const sentAsJson: ExampleRecipe["sent"] = (request) =>
  withHeader(request, "Content-Type", "application/json");

const causes = async (recipe: ExampleRecipe): Promise<readonly string[]> =>
  (await examined(signedExample(recipe))).causes;

describe("beside a proof", () => {
  it("a clock that is wrong on both requests is a cause, after the proof's own", async () => {
    expect(await causes({ ...put, sent: sentAsJson, now: "20260102T032405Z" })).toEqual([
      "content-type-changed",
      "clock-skew",
    ]);
    expect(await causes({ ...put, secret: "another", now: "20260102T032405Z" })).toEqual(["clock-skew"]);
  });

  it("a region that fits neither is a cause", async () => {
    expect(await causes({ ...put, region: "eu-west-1", sent: sentAsJson })).toEqual([
      "content-type-changed",
      "scope-region-wrong",
    ]);
  });

  it("a region that AWS refuses is a cause, unless the host was changed on the way", async () => {
    const message =
      "The authorization header is malformed; the region 'us-east-1' is wrong; expecting 'eu-west-1'";
    const body = `<Error><Code>AuthorizationHeaderMalformed</Code><Message>${message}</Message><Region>eu-west-1</Region></Error>`;
    const response = exampleResponse(400, [], body);
    const global: ExampleRecipe = { ...put, url: "https://examplebucket.s3.amazonaws.com/report.json" };
    expect(await causes({ ...global, sent: sentAsJson, response })).toEqual([
      "content-type-changed",
      "scope-region-wrong",
    ]);
    const authority = "examplebucket.s3.eu-west-1.amazonaws.com";
    const elsewhere: ExampleRecipe["sent"] = (request) => ({
      ...withHeader(request, "Host", authority),
      authority,
    });
    expect(await causes({ ...put, sent: elsewhere, response })).toHaveLength(1);
  });

  it("a header that must be signed and is not is a cause", async () => {
    const unsignedHeaders = [["x-amz-acl", "private"]] as const;
    expect(await causes({ ...put, unsignedHeaders, sent: sentAsJson })).toEqual([
      "content-type-changed",
      "required-header-unsigned",
    ]);
  });

  it("a body that does not fit its own hash is a cause", async () => {
    const sent: ExampleRecipe["sent"] = (request) => {
      const changed = withHeader(request, "Content-Type", "application/json");
      return { ...changed, body: signedExample({ ...put, body: "b" }).request.body };
    };
    expect(await causes({ ...put, sent })).toEqual(["content-type-changed", "payload-changed-after-sign"]);
  });
});

describe("a consequence of the proven change", () => {
  it("is no cause: the date that was changed on the way", async () => {
    const sent: ExampleRecipe["sent"] = (request) => withHeader(request, "X-Amz-Date", "20260102T030406Z");
    const inTime = await examined(signedExample({ ...put, sent }));
    expect(inTime.causes).toEqual(["two-clock-reads"]);
    const late = await examined(signedExample({ ...put, sent, now: "20260102T032405Z" }));
    expect(late.causes).toEqual(["two-clock-reads", "clock-skew"]);
  });

  it("is no cause: the region that fits the host that was signed", async () => {
    const sent: ExampleRecipe["sent"] = (request) => ({
      ...withHeader(request, "Host", "examplebucket.s3.eu-west-1.amazonaws.com"),
      authority: "examplebucket.s3.eu-west-1.amazonaws.com",
    });
    const examination = await examined(signedExample({ ...put, sent }));
    expect(examination.verdict).toBe("mismatch");
    expect(examination.causes).not.toContain("scope-region-wrong");
    expect(examination.causes).toHaveLength(1);
  });
});
