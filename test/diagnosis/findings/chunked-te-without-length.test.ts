import { describe, expect, it } from "vitest";
import { exampleResponse, signedExample, withHeader } from "../../../src/diagnosis/example.ts";
import { chunkedExample } from "../../../src/diagnosis/example-chunked.ts";
import { chunkedTeWithoutLength } from "../../../src/diagnosis/findings/chunked-te-without-length.ts";
import type { CapturedRequest } from "../../../src/http/captured-exchange.ts";
import { accusedOf } from "../../support/correct-traffic.ts";
import { examined } from "../../support/examined.ts";

const chunked = (request: CapturedRequest) =>
  withHeader(withHeader(request, "Content-Length", null), "Transfer-Encoding", "chunked");
const put = { method: "PUT", url: "https://examplebucket.s3.us-east-1.amazonaws.com/a", body: "hello" };
const refused = exampleResponse(
  501,
  [],
  "<Error><Code>NotImplemented</Code><Message>A header you provided implies functionality that is not implemented</Message><Header>Transfer-Encoding</Header></Error>",
);

describe("chunked-te-without-length", () => {
  it("is seen on the request, with or without the answer", async () => {
    for (const response of [undefined, refused]) {
      const example = signedExample({ ...put, sent: chunked, ...(response ? { response } : {}) });
      const { verdict, causes, findings, prediction } = await examined(example);
      expect({ verdict, causes }).toEqual({ verdict: "valid", causes: ["chunked-te-without-length"] });
      expect(findings.map(({ certainty }) => certainty)).toEqual(["observed"]);
      expect(prediction?.code).toBe("NotImplemented");
    }
  });

  it("is read in the answer alone", async () => {
    const { causes, findings } = await examined(signedExample({ ...put, response: refused }));
    expect(causes).toEqual(["chunked-te-without-length"]);
    expect(findings[0]?.certainty).toBe("reported");
  });

  it("takes the upload of botocore, which tells the length of the data", async () => {
    const example = chunkedExample({
      token: "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
      trailers: [["x-amz-checksum-crc32", null]],
      request: { sent: chunked },
    });
    expect((await examined(example)).findings).toEqual([]);
  });

  it("only warns of another store, and says nothing where it was taken", async () => {
    const url = "https://storage.example.com/examplebucket/a";
    const { causes, findings } = await examined(signedExample({ ...put, url, sent: chunked }));
    expect(causes).toEqual([]);
    expect(findings.map(({ rule, severity }) => `${rule} ${severity}`)).toEqual([
      "chunked-te-without-length warning",
    ]);
    const response = exampleResponse(200, [], "");
    expect((await examined(signedExample({ ...put, url, sent: chunked, response }))).findings).toEqual([]);
  });

  it("finds nothing in correct traffic", async () => {
    expect(await accusedOf(chunkedTeWithoutLength)).toEqual([]);
  });
});
