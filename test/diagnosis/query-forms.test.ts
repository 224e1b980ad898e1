import { expect, it } from "vitest";
import { joined, otherwiseEncoded, signedParameters, sorted } from "../../src/diagnosis/query-forms.ts";
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
