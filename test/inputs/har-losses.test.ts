// Files as Chrome, Firefox, mitmproxy and Charles write them, in small.
import { describe, expect, it } from "vitest";
import { harExchanges } from "../../src/inputs/har.ts";
import { entryLosses, writerLoss } from "../../src/inputs/har-losses.ts";

const host = "examplebucket.s3.us-east-1.amazonaws.com";
const authorization =
  "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260102/us-east-1/s3/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

function har(
  creator: object,
  request: object,
  response: object = {
    status: 200,
    statusText: "OK",
    headers: [],
    content: { size: 0, mimeType: "x-unknown" },
  },
) {
  const entry = {
    startedDateTime: "2026-01-02T03:04:05.000Z",
    time: 12,
    cache: {},
    timings: { send: 0, wait: 12, receive: 0 },
    request: { cookies: [], queryString: [], headersSize: -1, bodySize: 0, ...request },
    response,
  };
  const read = harExchanges(
    Buffer.from(JSON.stringify({ log: { version: "1.2", creator, entries: [entry] } })),
  );
  if ("code" in read) throw new Error(read.message);
  const [one] = read;
  return { request: one?.request, notes: one?.notes };
}

function fields(pairs: Record<string, string>) {
  return Object.entries(pairs).map(([name, value]) => ({ name, value }));
}

describe("what a HAR has lost", () => {
  it("is told of Chrome's export over HTTP/2, Authorization left out", () => {
    const { request, notes } = har(
      { name: "WebInspector", version: "537.36" },
      {
        method: "GET",
        url: `https://${host}/a%20b`,
        httpVersion: "http/2.0",
        headers: fields({
          ":authority": host,
          ":method": "GET",
          ":path": "/a%20b",
          ":scheme": "https",
          "x-amz-date": "20260102T030405Z",
        }),
      },
    );
    expect(request?.authority).toBe(host);
    expect(request?.headers).toEqual([
      ["Host", host],
      ["x-amz-date", "20260102T030405Z"],
    ]);
    expect(notes).toEqual([
      "Chrome writes the URL as it normalised it (dot segments, characters) and its export leaves out Authorization and cookies unless sensitive data was asked for",
      "the request went over HTTP/2 or HTTP/3: its names are lower case, and Host is made of :authority",
    ]);
  });

  it("is told of Firefox's", () => {
    const { request, notes } = har(
      { name: "Firefox", version: "140.0" },
      {
        method: "GET",
        url: `https://${host}/key`,
        httpVersion: "HTTP/1.1",
        headers: fields({
          Host: host,
          "X-Amz-Date": "20260102T030405Z",
          "X-Amz-Content-Sha256": "UNSIGNED-PAYLOAD",
          Authorization: authorization,
        }),
      },
    );
    expect(request?.headers[0]).toEqual(["Host", host]);
    expect(notes).toEqual([
      "Firefox writes the URL as it normalised it (dot segments, characters), not the path as it was sent",
    ]);
  });

  it("is told of mitmproxy's, with a signed header that is not in the file", () => {
    const { notes } = har(
      { name: "mitmproxy", version: "12.1.1", comment: "" },
      {
        method: "PUT",
        url: `https://${host}/key`,
        httpVersion: "HTTP/1.1",
        headers: fields({ host, "x-amz-date": "20260102T030405Z", authorization }),
        postData: { mimeType: "text/plain", text: "hi", params: [] },
      },
    );
    expect(notes).toEqual([
      "mitmproxy writes header names and the URL as it read them; a field sent twice may be joined",
      "the HAR file holds no x-amz-content-sha256, which SignedHeaders names: it may have been left out when the file was written",
    ]);
  });

  it("is told of Charles', without a Host header", () => {
    const { request, notes } = har(
      { name: "Charles Proxy", version: "5.0" },
      {
        method: "GET",
        url: `https://${host}/caf\u00e9`,
        httpVersion: "HTTP/1.1",
        headers: fields({ "X-Amz-Date": "20260102T030405Z" }),
      },
    );
    expect(request?.headers[0]).toEqual(["Host", host]);
    expect(notes).toEqual([
      "Charles writes the URL as it decoded it, not the path as it was sent",
      "the HAR file holds no Host header: it is made of the URL",
      "the URL holds characters that were encoded in some way when it was sent",
    ]);
  });

  it("is nothing for our own files, and never throws", () => {
    expect(writerLoss("countersign")).toBeNull();
    expect(
      entryLosses({ httpVersion: "HTTP/1.1", headers: [["Host", host]], url: `https://${host}/` }),
    ).toEqual([]);
    expect(
      entryLosses({ httpVersion: "undefined", headers: [["authorization", "SignedHeaders=;;;"]], url: "" }),
    ).toEqual(["the HAR file holds no Host header: it is made of the URL"]);
  });
});
