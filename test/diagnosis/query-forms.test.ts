import { expect, it } from "vitest";
import {
  isHeaderName,
  isRepeated,
  joined,
  otherwiseEncoded,
  shownLonger,
  signedParameters,
  sorted,
} from "../../src/diagnosis/query-forms.ts";
import { contextOf } from "../support/context-of.ts";

const context = contextOf({ url: "https://examplebucket.s3.us-east-1.amazonaws.com/?prefix=a,b&acl" });

it("keeps the wire order and sorts by name", () => {
  expect(joined(signedParameters(context))).toBe("prefix=a%2Cb&acl=");
  expect(joined(sorted(signedParameters(context)))).toBe("acl=&prefix=a%2Cb");
});

it("writes the query raw and twice encoded", () => {
  const found = [...otherwiseEncoded(context)];
  expect(found).toContain("acl=&prefix=a,b");
  expect(found).toContain("acl=&prefix=a%252Cb");
});

it("leaves the presigner's own parameters as they are where the caller's alone are raw", () => {
  const presigned = contextOf({
    url: "https://examplebucket.s3.us-east-1.amazonaws.com/?prefix=a,b",
    presignedSeconds: 60,
  });
  const right = presigned.input.canonicalQuery;
  expect([...otherwiseEncoded(presigned)]).toContain(right.replace("prefix=a%2Cb", "prefix=a,b"));
});

it("tells repeated names, names of headers, and a longer query that the server shows", () => {
  const [one, two] = signedParameters(
    contextOf({ url: "https://examplebucket.s3.us-east-1.amazonaws.com/?a=1&a=2&host=b" }),
  );
  expect(one && two && isRepeated([one], [two])).toBe(true);
  expect(isRepeated([], [])).toBe(false);
  expect(isHeaderName(context, "x-amz-date")).toBe(true);
  expect(isHeaderName(context, "prefix")).toBe(false);
  expect([...shownLonger(context)]).toEqual([]);
});
