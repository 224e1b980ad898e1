import { expect, it } from "vitest";
import { chunkAnswer } from "../../src/diagnosis/chunk-answer.ts";
import { exampleResponse } from "../../src/diagnosis/example.ts";
import { serverAnswer } from "../../src/diagnosis/server-answer.ts";
import { contextOf } from "../support/context-of.ts";

const read = (stringToSign: string) => {
  const response = exampleResponse(
    403,
    [],
    `<Error><Code>SignatureDoesNotMatch</Code><StringToSign>${stringToSign}</StringToSign></Error>`,
  );
  const context = contextOf({ url: "https://examplebucket.s3.us-east-1.amazonaws.com/a" });
  return chunkAnswer(serverAnswer(response), context);
};

it("reads the string to sign of a chunk and of a trailer", () => {
  expect(read("AWS4-HMAC-SHA256-PAYLOAD\ntime\nscope\n0055627c9e194cb4542b\nempty\nhash")).toEqual({
    kind: "chunk",
    timestamp: "time",
    previous: "0055627c…",
    sha256Hex: "hash",
    index: null,
    sameData: null,
  });
  expect(read("AWS4-HMAC-SHA256-TRAILER\ntime\nscope\nbefore\nhash")?.kind).toBe("trailer");
});

it("leaves a request's own string to sign and a torn one alone", () => {
  expect(read("AWS4-HMAC-SHA256\ntime\nscope\nhash")).toBeNull();
  expect(read("AWS4-HMAC-SHA256-PAYLOAD\ntime")).toBeNull();
});

it("tells the first chunk by the request's own signature", () => {
  const { envelope } = contextOf({ url: "https://examplebucket.s3.us-east-1.amazonaws.com/a" });
  const text = `AWS4-HMAC-SHA256-PAYLOAD\ntime\nscope\n${envelope.providedSignature}\nempty\nhash`;
  expect(read(text)?.index).toBe(0);
});
