import { describe, expect, it } from "vitest";
import { exampleResponse, signedExample } from "../../../src/diagnosis/example.ts";
import { chunkedExample } from "../../../src/diagnosis/example-chunked.ts";
import { defaultChecksum2025 } from "../../../src/diagnosis/findings/default-checksum-2025.ts";
import { accusedOf } from "../../support/correct-traffic.ts";
import { examined } from "../../support/examined.ts";

const store = "https://storage.example.com/examplebucket/report.json";
const answer = (status: number, code: string, message: string) =>
  exampleResponse(status, [], `<Error><Code>${code}</Code><Message>${message}</Message></Error>`);
const upload = (url: string, response: ReturnType<typeof answer>) =>
  examined(
    chunkedExample({
      token: "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
      trailers: [["x-amz-checksum-crc32", null]],
      request: { url, response },
    }),
  );
const put = (response: ReturnType<typeof answer>) =>
  examined(
    signedExample({
      method: "PUT",
      url: store,
      body: "hello",
      headers: [
        ["x-amz-sdk-checksum-algorithm", "CRC32"],
        ["x-amz-checksum-crc32", "NhCmhg=="],
      ],
      response,
    }),
  );

describe("default-checksum-2025", () => {
  it.each([
    [501, "NotImplemented", "A header you provided implies functionality that is not implemented."],
    [400, "InvalidArgument", "x-amz-content-sha256 must be UNSIGNED-PAYLOAD or a valid sha256 value."],
    [400, "IncompleteBody", "The request body terminated unexpectedly"],
    [
      400,
      "XAmzContentSHA256Mismatch",
      "The provided 'x-amz-content-sha256' header does not match what was computed.",
    ],
    [403, "SignatureDoesNotMatch", "The request signature we calculated does not match."],
  ])("is reported for a trailer that a store refuses with %i %s", async (status, code, message) => {
    const { verdict, causes, findings } = await upload(store, answer(status, code, message));
    expect({ verdict, causes }).toEqual({ verdict: "valid", causes: ["default-checksum-2025"] });
    expect(findings.find(({ rule }) => rule === "default-checksum-2025")?.certainty).toBe("reported");
  });

  it("is reported for headers that a store refuses", async () => {
    const refused = answer(400, "InvalidRequest", "Missing required header for this request: Content-MD5");
    expect((await put(refused)).causes).toEqual(["default-checksum-2025"]);
  });

  it("is only suspected where the signature is refused and nothing speaks of the checksum", async () => {
    const { causes, findings } = await put(answer(403, "SignatureDoesNotMatch", "no match"));
    expect(causes).toEqual([]);
    expect(findings.find(({ rule }) => rule === "default-checksum-2025")?.certainty).toBe("suspected");
  });

  it("does not speak of AWS, nor of other refusals, nor of requests without a checksum", async () => {
    const aws = "https://examplebucket.s3.us-east-1.amazonaws.com/report.json";
    const codes = [
      await upload(aws, answer(501, "NotImplemented", "m")),
      await upload(store, answer(404, "NoSuchBucket", "m")),
      await examined(
        signedExample({ method: "PUT", url: store, body: "a", response: answer(501, "NotImplemented", "m") }),
      ),
    ];
    expect(
      codes.flatMap(({ findings }) => findings).filter(({ rule }) => rule === "default-checksum-2025"),
    ).toEqual([]);
  });

  it("finds nothing in correct traffic", async () => {
    expect(await accusedOf(defaultChecksum2025)).toEqual([]);
  });
});
