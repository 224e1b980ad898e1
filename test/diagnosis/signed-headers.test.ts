import { expect, it } from "vitest";
import { withHeader } from "../../src/diagnosis/example.ts";
import { isSent, isSigned, missingSignedHeaders } from "../../src/diagnosis/signed-headers.ts";
import { contextOf } from "../support/context-of.ts";

it("tells signed from sent", () => {
  const context = contextOf({
    url: "https://examplebucket.s3.us-east-1.amazonaws.com/a",
    headers: [
      ["Cache-Control", "no-cache"],
      ["Accept-Encoding", "gzip"],
    ],
    sent: (request) => withHeader(withHeader(request, "Cache-Control", null), "Accept-Encoding", null),
  });
  expect(isSigned(context, "cache-control")).toBe(true);
  expect(isSent(context, "cache-control")).toBe(false);
  expect(missingSignedHeaders(context)).toEqual(["cache-control"]);
});
