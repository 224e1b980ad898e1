import { describe, expect, it } from "vitest";
import {
  canonicalToken,
  isOtherToken,
  knownTokenSuppositions,
  tokenForms,
  tokenSupposition,
  withTokenForm,
  withTokenLine,
  withTokenParameters,
} from "../../src/diagnosis/token-variations.ts";
import { contextOf } from "../support/context-of.ts";

const url = "https://examplebucket.s3.us-east-1.amazonaws.com/a";

describe("tokenForms", () => {
  it("holds the raw, the twice encoded and the blank form", () => {
    const forms = new Map(tokenForms("a+b/c=="));
    expect(forms.get("without encoding")).toBe("a+b/c==");
    expect(forms.get("encoded twice")).toBe("a%252Bb%252Fc%253D%253D");
    expect(forms.get("with blanks (%20) for its +")).toBe("a%20b%2Fc%3D%3D");
  });
});

describe("withTokenForm and withTokenParameters", () => {
  const context = contextOf({ url, sessionToken: "a+b", presignedSeconds: 60 });

  it("replace the value in its place", () => {
    const query = withTokenForm(context, "FORM") ?? "";
    expect(query).toMatch(/&X-Amz-Security-Token=FORM&X-Amz-SignedHeaders=host$/);
    expect(isOtherToken(query, context.input.canonicalQuery)).toBe(true);
  });

  it("take parameters out and put them in, sorted", () => {
    expect(withTokenParameters("X-Amz-Date=1&X-Amz-Security-Token=t&x=2", [])).toBe("X-Amz-Date=1&x=2");
    expect(withTokenParameters("X-Amz-Date=1&x=2", ["u"])).toBe("X-Amz-Date=1&X-Amz-Security-Token=u&x=2");
    expect(isOtherToken("a=1", "a=2")).toBe(false);
  });

  it("know a query without token", () => {
    expect(withTokenForm(contextOf({ url, presignedSeconds: 60 }), "FORM")).toBeNull();
    expect(canonicalToken("a%2bb")).toBe("a%2Bb");
  });
});

describe("withTokenLine", () => {
  it("keeps headers and names sorted", () => {
    const { input } = contextOf({ url });
    const { headers, signedHeaders } = withTokenLine(input, "t", true);
    expect(headers.map(({ name }) => name)).toEqual([
      "host",
      "x-amz-content-sha256",
      "x-amz-date",
      "x-amz-security-token",
    ]);
    expect(signedHeaders).toEqual(["host", "x-amz-content-sha256", "x-amz-date", "x-amz-security-token"]);
    expect(withTokenLine({ ...input, headers, signedHeaders }, null, false).headers).toEqual(input.headers);
  });
});

describe("tokenSupposition", () => {
  it("never shows the token", () => {
    const { changes, detail } = tokenSupposition("twice", { canonicalQuery: "X-Amz-Security-Token=secret" });
    expect(JSON.stringify([changes, detail])).not.toContain("secret");
  });
});

describe("knownTokenSuppositions", () => {
  it("yields nothing where no token is known", () => {
    expect([...knownTokenSuppositions(contextOf({ url, sessionToken: "t" }), "so")]).toEqual([]);
  });
});
