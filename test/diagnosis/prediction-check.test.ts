import { describe, expect, it } from "vitest";
import {
  acceptedRegions,
  acceptedServices,
  checkFacts,
  firstRefusal,
  tokenDoesNotFit,
} from "../../src/diagnosis/prediction-check.ts";
import { endpointOf } from "../../src/endpoints/endpoint.ts";
import { factsOf } from "../support/prediction-facts.ts";

const facts = checkFacts(
  factsOf({ url: "https://sts.us-east-1.amazonaws.com/?a=1", service: "sts" }),
  "query",
);

describe("checkFacts", () => {
  it("cuts what checks need out of a request", () => {
    expect(facts.query).toEqual([{ name: "a", value: "1" }]);
    expect(facts.accessKeyId).toBe("AKIAIOSFODNN7EXAMPLE");
    expect(facts.authorization).toMatch(/^AWS4-HMAC-SHA256 /);
    expect(facts.signedHeaders).toContain("host");
  });
});

describe("firstRefusal", () => {
  it("stops at the first check that refuses", () => {
    const seen: string[] = [];
    const check = (name: string, refuses: boolean) => ({
      name,
      source: "test",
      refuse: () => {
        seen.push(name);
        return refuses ? { status: 400, code: name, message: null, elements: [] } : null;
      },
    });
    expect(firstRefusal([check("a", false), check("b", true), check("c", true)], facts)?.code).toBe("b");
    expect(seen).toEqual(["a", "b"]);
    expect(firstRefusal([check("a", false)], facts)).toBeNull();
  });
});

describe("what an endpoint accepts in a scope", () => {
  it("is its region, or any where it does not say", () => {
    expect(acceptedRegions(endpointOf("kms.eu-west-1.amazonaws.com"), false)).toEqual(["eu-west-1"]);
    expect(acceptedRegions(endpointOf("bucket.s3.amazonaws.com"), false)).toBeNull();
    expect(acceptedRegions(endpointOf("example.org"), false)).toBeNull();
    expect(acceptedRegions(endpointOf("kms.eu-west-1.amazonaws.com"), true)).toBeNull();
  });

  it("is its signing name, or any where the service is only guessed", () => {
    expect(acceptedServices(endpointOf("email.us-east-1.amazonaws.com"))).toEqual(["ses"]);
    expect(acceptedServices(endpointOf("example.org"))).toBeNull();
  });
});

describe("tokenDoesNotFit", () => {
  it("tells temporary from permanent key ids", () => {
    const envelope = facts.envelope;
    if (!envelope) throw new Error("the example has an envelope");
    const state = (accessKeyId: string, sessionToken: "signed" | "absent") =>
      tokenDoesNotFit({ ...facts, accessKeyId, envelope: { ...envelope, sessionToken } });
    expect(state("ASIAIOSFODNN7EXAMPLE", "absent")).toBe("missing");
    expect(state("ASIAIOSFODNN7EXAMPLE", "signed")).toBeNull();
    expect(state("AKIAIOSFODNN7EXAMPLE", "signed")).toBe("surplus");
    expect(state("lab:admin", "signed")).toBeNull();
  });
});
