import { describe, expect, it } from "vitest";
import { exampleResponse } from "../../src/diagnosis/example.ts";
import { latin1, latin1Bytes } from "../../src/http/http-message.ts";
import { httpMessages } from "../../src/inputs/http-messages.ts";
import { rawExchange } from "../../src/report/raw-request.ts";
import { exportedSample } from "../support/exported-samples.ts";

const recipe = {
  method: "POST",
  url: "https://sqs.us-east-1.amazonaws.com/",
  service: "sqs",
  headers: [["X-A", "caf\xe9"]] as const,
  body: "\0\xffbody",
};

describe("an exchange as raw bytes", () => {
  it("is read back by explain: request and answer", () => {
    const response = exampleResponse(
      403,
      [
        ["Content-Type", "text/xml"],
        ["Transfer-Encoding", "chunked"],
      ],
      "<Error/>",
    );
    const bytes = latin1Bytes(rawExchange(exportedSample({ ...recipe, response })));
    const read = httpMessages(bytes, { scheme: null });
    if ("code" in read) throw new Error(read.message);
    expect(read).toHaveLength(1);
    const [one] = read;
    expect(one?.request.headers.find(([name]) => name === "X-A")?.[1]).toBe("caf\xe9");
    expect(latin1(one?.request.body.content ?? new Uint8Array())).toBe("\0\xffbody");
    expect(one?.response?.status).toBe(403);
    expect(latin1(one?.response?.body.content ?? new Uint8Array())).toBe("<Error/>");
  });

  it("marks what was not kept, and shortens the signature", () => {
    const sample = exportedSample(recipe);
    const text = rawExchange({ ...sample, requestBody: { bytes: 9, text: null, exact: false } });
    expect(text).toContain("\r\nContent-Length: 23\r\n\r\n[9 bytes were not kept]");
    expect(text).toMatch(/Signature=[0-9a-f]{8}\xe2\x80\xa6\r\n/);
    expect(text).toMatch(/^[\0-\xff]*$/);
  });
});
