import { describe, expect, it } from "vitest";
import { signedExample } from "../../src/diagnosis/example.ts";
import { knownGenerations, noGenerations } from "../../src/diagnosis/known-generations.ts";
import { Secret } from "../../src/sigv4/secret.ts";
import { sesSmtpPassword } from "../../src/sigv4/ses-smtp-password.ts";

const known = (accessKeyId: string, secret: string, token: string | null) => ({
  accessKeyId,
  secretAccessKey: new Secret(secret),
  spelling: null,
  sessionToken: token === null ? null : new Secret(token),
  source: `profile ${accessKeyId}`,
});
const withToken = (token: string) =>
  signedExample({ url: "https://examplebucket.s3.us-east-1.amazonaws.com/", sessionToken: token }).request;
const own = "IQoJb3JpZ2luX2VjEXAMPLE+TOKEN/ONE==";
const knowledge = {
  credentials: [known("ASIAONE", "one", own), known("ASIATWO", "two", "IQoJb3JpZ2luX2VjEXAMPLETOKENTWO")],
  signingKeys: [],
};

describe("knownGenerations", () => {
  it("names the sets that have the token", () => {
    const found = knownGenerations(knowledge, "ASIAONE", withToken("IQoJb3JpZ2luX2VjEXAMPLETOKENTWO"));
    expect(found.sentTokenOf).toEqual([{ accessKeyId: "ASIATWO", source: "profile ASIATWO" }]);
    expect(found.tokenDiffers).toBeNull();
  });

  it.each([
    ["IQoJb3JpZ2luX2VjEXAMPLE TOKEN/ONE==", "blanks"],
    ["IQoJb3JpZ2luX2VjEXAMPLE%2BTOKEN%2FONE%3D%3D", "encoded"],
    ["IQoJb3JpZ2luX2VjEXAMPLE+TOKEN", "cut"],
    ["FwoGZXIvYXdzEXAMPLE", "other"],
  ])("says how %s differs from the known one: %s", (sent, difference) => {
    expect(knownGenerations(knowledge, "ASIAONE", withToken(sent)).tokenDiffers).toBe(difference);
  });

  it("shows no token in any textual form", () => {
    const found = knownGenerations(knowledge, "ASIAONE", withToken("FwoGZXIvYXdzEXAMPLE"));
    expect(JSON.stringify(found)).not.toContain("IQoJ");
    expect(found.knownTokens).toHaveLength(1);
  });

  it("knows the form of an SMTP password and counts secrets", () => {
    const password = sesSmtpPassword("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "us-east-1");
    const one = { credentials: [known("AKIAONE", password, null)], signingKeys: [] };
    expect(knownGenerations(one, "AKIAONE", withToken("x"))).toMatchObject({
      secretForm: "smtp-password",
      secrets: 1,
    });
    const two = { ...one, credentials: [...one.credentials, known("AKIAONE", "other", null)] };
    expect(knownGenerations(two, "AKIAONE", withToken("x"))).toMatchObject({ secretForm: null, secrets: 2 });
  });

  it("knows nothing without a key id or credentials", () => {
    expect(knownGenerations(knowledge, undefined, withToken("x"))).toBe(noGenerations);
    expect(knownGenerations({ credentials: [], signingKeys: [] }, "ASIAONE", withToken("x"))).toBe(
      noGenerations,
    );
  });
});
