import { describe, expect, it } from "vitest";
import { postExample } from "../../src/diagnosis/example-post.ts";
import { laterPolicies, postTexts } from "../../src/diagnosis/post-texts.ts";
import { readPostClaim } from "../../src/sigv4/post-claim.ts";

const claim = readPostClaim(postExample({}).request);
if (!claim?.policy) throw new Error("no claim");
const { policy } = claim;

describe("the texts a form may have been signed over", () => {
  it("never show the policy in what is said of them", () => {
    const all = [...postTexts(claim)];
    expect(all.length).toBeGreaterThan(20);
    for (const { changes, detail, evidence } of all) {
      expect(JSON.stringify([changes, detail, evidence])).not.toContain(policy.slice(0, 20));
      expect(JSON.stringify([changes, detail, evidence])).not.toContain("conditions");
    }
  });

  it("hold other spellings of the policy and other ways of signing", () => {
    const texts = [...postTexts(claim)].map(({ signed }) => signed);
    expect(texts).toContainEqual({ text: atob(policy), method: "AWS4-HMAC-SHA256" });
    expect(texts).toContainEqual({ text: policy, method: "HmacSHA1" });
    expect(texts).not.toContainEqual({ text: policy, method: "AWS4-HMAC-SHA256" });
  });

  it("move the expiration, alone and with the date", () => {
    const [first, second] = laterPolicies(claim);
    expect(atob(first?.signed?.text ?? "")).toContain('"expiration":"2026-01-02T03:14:06Z"');
    expect(atob(first?.signed?.text ?? "")).toContain("20260102T030405Z");
    expect(atob(second?.signed?.text ?? "")).toContain("20260102T030406Z");
    expect([...laterPolicies({ ...claim, policy: "%" })]).toEqual([]);
  });

  it("are none where a policy's JSON holds what is no byte", () => {
    const odd = { ...claim, policy: btoa('{"expiration":"x","a":"\\u1234"}') };
    expect([...postTexts(odd)].length).toBeGreaterThan(0);
  });
});
