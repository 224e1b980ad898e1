import { describe, expect, it } from "vitest";
import { likelyServices } from "../../src/diagnosis/likely-services.ts";
import { endpointOf } from "../../src/endpoints/endpoint.ts";

describe("likelyServices", () => {
  it("begins with the endpoint's own name and knows what it is mistaken for", () => {
    const names = [...likelyServices(endpointOf("email.us-east-1.amazonaws.com"), "ses")];
    expect(names[0]).toBe("ses");
    expect(names).toContain("email");
    expect(names).toContain("execute-api");
  });
});
