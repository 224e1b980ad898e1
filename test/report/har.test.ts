// The document is validated against the schema of HAR 1.2 by a validator that knows nothing of countersign, and read back.
import { describe, expect, it } from "vitest";
import { exampleResponse } from "../../src/diagnosis/example.ts";
import { latin1 } from "../../src/http/http-message.ts";
import { harExchanges } from "../../src/inputs/har.ts";
import type { ExportedExchange } from "../../src/report/exported-exchange.ts";
import { harDocument, harOfOne } from "../../src/report/har.ts";
import { canaryCookie, canaryToken, hostileTexts } from "../support/examination-samples.ts";
import { exportedSample } from "../support/exported-samples.ts";
import { harFaults } from "../support/har-schema.ts";

async function har(exchanges: readonly ExportedExchange[]) {
  let text = "";
  for await (const piece of harDocument(exchanges, "1.2.3")) text += piece;
  const document = JSON.parse(text);
  expect(harFaults(document)).toEqual([]);
  return { text, log: document.log };
}

const dynamo = {
  method: "POST",
  url: "https://dynamodb.us-east-1.amazonaws.com/?a=b%20c&d",
  service: "dynamodb",
  headers: [["Content-Type", "application/x-amz-json-1.0"]] as const,
};

describe("a HAR document", () => {
  it("is valid without entries and names its maker", async () => {
    const { log } = await har([]);
    expect(log.version).toBe("1.2");
    expect(log.creator).toEqual({ name: "countersign", version: "1.2.3" });
    expect(log.entries).toEqual([]);
  });

  it("holds request, answer, times and the examination", async () => {
    const response = exampleResponse(
      200,
      [
        ["Content-Type", "text/plain"],
        ["Location", "/x"],
      ],
      "ok",
    );
    const sample = exportedSample({ ...dynamo, body: '{"a":"\xc3\xa4"}', response });
    const { log } = await har([
      { ...sample, requestEpochMs: 1_767_323_045_000, responseEpochMs: 1_767_323_045_120 },
    ]);
    const [entry] = log.entries;
    expect(entry.startedDateTime).toBe("2026-01-02T03:04:05.000Z");
    expect(entry.time).toBe(120);
    expect(entry.request).toMatchObject({
      method: "POST",
      url: "https://dynamodb.us-east-1.amazonaws.com/?a=b%20c&d",
      httpVersion: "HTTP/1.1",
      queryString: [
        { name: "a", value: "b c" },
        { name: "d", value: "" },
      ],
      postData: { mimeType: "application/x-amz-json-1.0", text: '{"a":"ä"}' },
      bodySize: 10,
    });
    expect(entry.response).toMatchObject({
      status: 200,
      redirectURL: "/x",
      content: { size: 2, mimeType: "text/plain", text: "ok" },
    });
    expect(entry._countersign).toEqual(sample.examination);
    expect(entry._countersign.verdict).toBe("valid");
  });

  it("keeps binary bodies in base64, and says where a body is missing or redacted", async () => {
    const binary = exportedSample({ ...dynamo, body: "\x00\xff\xfe" });
    const missing = { ...binary, requestBody: { bytes: 9, text: null, exact: false } };
    const redacted = { ...binary, requestBody: { bytes: 9, text: "a [redacted]", exact: false } };
    const { log } = await har([binary, missing, redacted]);
    const posted = log.entries.map((entry: { request: { postData: object } }) => entry.request.postData);
    const mimeType = "application/x-amz-json-1.0";
    expect(posted[0]).toEqual({ mimeType, text: "AP/+", _encoding: "base64" });
    expect(posted[1].text).toBe("");
    expect(posted[1].comment).toBe("the body was not kept, or may hold secrets");
    expect(posted[2].comment).toContain("redacted");
  });

  it("has a response of status 0 where none came, and says why", async () => {
    const { log } = await har([{ ...exportedSample(dynamo), interrupted: "aborted by the client" }]);
    expect(log.entries[0].response.status).toBe(0);
    expect(log.entries[0].comment).toBe("aborted by the client");
  });

  it("stays valid with hostile texts, and shows no secret", async () => {
    const hostile = hostileTexts.join(" ").replace(/[\r\n]/g, " ");
    const samples = [hostile, "/%zz%", "/a b\xe9\x80"].map((path) =>
      exportedSample({
        ...dynamo,
        url: `https://dynamodb.us-east-1.amazonaws.com/${path.replace(/[?#]/g, "")}?${path.replace(/[#]/g, "")}`,
        sessionToken: canaryToken,
        headers: [
          ["Cookie", canaryCookie],
          ["X-Evil", hostile],
        ],
        body: `${canaryToken}${hostile}`,
        response: exampleResponse(
          400,
          [
            ["X-Evil", hostile],
            ["Set-Cookie", canaryCookie],
          ],
          hostile,
        ),
      }),
    );
    const { text } = await har(samples);
    for (const secret of [canaryToken, canaryCookie]) expect(text).not.toContain(secret);
    expect(text).not.toMatch(/Signature=[0-9a-f]{9}/);
  });

  it("is read back by explain: the same method, target, headers and body", () => {
    const sample = exportedSample({ ...dynamo, body: "\x00\xffbytes" });
    const read = harExchanges(Buffer.from(harOfOne(sample, "1.2.3"), "utf8"));
    if ("code" in read) throw new Error(read.message);
    const [one] = read;
    expect(one?.request.method).toBe("POST");
    expect(one?.request.target).toBe("/?a=b%20c&d");
    expect(one?.request.headers.map(([name]) => name)).toEqual(
      sample.examination.request.headers.map(([name]) => name),
    );
    expect(latin1(one?.request.body.content ?? new Uint8Array())).toBe("\x00\xffbytes");
  });
});
