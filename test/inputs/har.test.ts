import { describe, expect, it } from "vitest";
import { harExchanges } from "../../src/inputs/har.ts";

function read(value: unknown): unknown {
  return harExchanges(Buffer.from(JSON.stringify(value)));
}

const request = {
  method: "PUT",
  url: "https://b.s3.amazonaws.com/k%20x?a=1",
  headers: [
    { name: ":authority", value: "b.s3.amazonaws.com" },
    { name: "X-Amz-Meta-Name", value: " Zoë " },
  ],
  postData: { text: "ü" },
};
const response = {
  status: 403,
  statusText: "Forbidden",
  headers: [{ name: "content-encoding", value: "gzip" }],
  content: { text: Buffer.from("<Error/>").toString("base64"), encoding: "base64" },
};

describe("harExchanges", () => {
  it("reads every entry with its bytes", () => {
    const entry = { startedDateTime: "2026-01-02T03:04:05.000Z", request, response };
    expect(read({ log: { entries: [entry, { request, response: { status: 0 } }] } })).toMatchObject([
      {
        request: {
          method: "PUT",
          authority: "b.s3.amazonaws.com",
          target: "/k%20x?a=1",
          headers: [
            ["Host", "b.s3.amazonaws.com"],
            ["X-Amz-Meta-Name", "Zo\xc3\xab"],
          ],
          body: { bytes: 2 },
          receivedAtEpochMs: 1767323045000,
        },
        response: { status: 403, headers: [], body: { bytes: 8 } },
      },
      { response: null },
    ]);
  });
  it("says when the body it holds is not the one that was sent", () => {
    const short = { ...request, headers: [{ name: "Content-Length", value: "9" }] };
    expect(read({ log: { entries: [{ request: short }] } })).toMatchObject([
      {
        notes: [
          "the HAR file holds no Host header: it is made of the URL",
          "the HAR file holds 2 bytes of a body of 9",
        ],
      },
    ]);
  });
  it("leaves out what is hostile, and says so", () => {
    const odd = [
      null,
      1,
      [],
      { request: null },
      { request: { method: 1 } },
      { request: { method: "A B", url: "x" } },
    ];
    const hidden = { request: { method: "GET", url: { toString: "x" }, headers: "none" } };
    expect(
      read({ log: { entries: [...odd, hidden, { request: { method: "GET", url: "https://x/" } }] } }),
    ).toMatchObject([{ request: { target: "/" }, notes: ["7 entries of the HAR file cannot be read"] }]);
  });
  it.each([[null], [{}], [{ log: {} }], [{ log: { entries: {} } }], [{ log: { entries: [] } }]])(
    "refuses %j",
    (value) => {
      expect(read(value)).toMatchObject({ code: "ERR_INPUT_UNREADABLE" });
    },
  );
  it("refuses text that is no JSON", () => {
    expect(harExchanges(Buffer.from('{"log":'))).toMatchObject({ code: "ERR_INPUT_UNREADABLE" });
  });
});
