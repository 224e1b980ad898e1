import { describe, expect, it } from "vitest";
import { queryNamespace } from "../../src/sandbox/query-namespaces.ts";

describe("queryNamespace", () => {
  it("is the service's own, or that of the common faults", () => {
    expect(queryNamespace("iam")).toBe("https://iam.amazonaws.com/doc/2010-05-08/");
    expect(queryNamespace(null)).toBe("http://webservices.amazon.com/AWSFault/2005-15-09");
  });
});
