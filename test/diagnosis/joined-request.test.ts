import { describe, expect, it } from "vitest";
import { joinedRequest } from "../../src/diagnosis/joined-request.ts";
import type { CanonicalInput } from "../../src/sigv4/canonical-request.ts";

const base: CanonicalInput = {
  method: "GET",
  canonicalUri: "/",
  canonicalQuery: "",
  headers: [
    { name: "host", value: "h" },
    { name: "range", value: "r" },
    { name: "x-amz-date", value: "d" },
  ],
  signedHeaders: ["host", "range", "x-amz-date"],
  payloadHash: "p",
};
const valued = (name: string, value: string) => ({
  headers: base.headers.map((header) => (header.name === name ? { name, value } : header)),
});
const without = (name: string) => ({
  headers: base.headers.filter((header) => header.name !== name),
  signedHeaders: base.signedHeaders.filter((other) => other !== name),
});

describe("two changes of one request", () => {
  it("are joined when they change different parts, and never when they change the same", () => {
    expect(joinedRequest(base, { method: "PUT" }, { canonicalUri: "/b" })).toEqual({
      method: "PUT",
      canonicalUri: "/b",
    });
    expect(joinedRequest(base, { method: "PUT" }, { method: "POST" })).toBeNull();
  });
  it("are joined when they change or remove different header lines", () => {
    expect(joinedRequest(base, valued("host", "x"), without("range"))).toEqual({
      headers: [
        { name: "host", value: "x" },
        { name: "x-amz-date", value: "d" },
      ],
      signedHeaders: ["host", "x-amz-date"],
    });
    expect(joinedRequest(base, without("host"), without("range"))?.signedHeaders).toEqual(["x-amz-date"]);
    expect(joinedRequest(base, valued("host", "x"), valued("host", "y"))).toBeNull();
  });
  it("are joined when one only changes the order of the lines", () => {
    const turned = { headers: [...base.headers].reverse() };
    const names = (joined: Partial<CanonicalInput> | null) =>
      joined?.headers?.map(({ name, value }) => `${name}:${value}`);
    expect(names(joinedRequest(base, turned, valued("host", "x")))).toEqual([
      "x-amz-date:d",
      "range:r",
      "host:x",
    ]);
    expect(names(joinedRequest(base, without("range"), turned))).toEqual(["x-amz-date:d", "host:h"]);
    expect(
      joinedRequest(base, turned, { headers: [...base.headers, { name: "via", value: "v" }] }),
    ).toBeNull();
  });
});
