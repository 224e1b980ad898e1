import { describe, expect, it } from "vitest";
import { holdsSignedToken, signedTokens } from "../../src/inputs/signed-token.ts";
import { eksToken, mskToken, rdsToken, vaultLogin } from "../support/nested-tokens.ts";

describe("signedTokens", () => {
  it.each([
    ["an RDS token", rdsToken, "the input is an IAM authentication token, which is a presigned URL"],
    [
      "a quoted MSK token",
      `"${mskToken}"\n`,
      "the input is an IAM authentication token, which is a presigned URL",
    ],
    ["an EKS token", eksToken, "the input is a token for EKS, which is a presigned GetCallerIdentity"],
    [
      "an ExecCredential",
      `{"status":{"token":"${eksToken}"}}`,
      "the input is a token for EKS, which is a presigned GetCallerIdentity",
    ],
    ["a Vault login", vaultLogin, "the input is a login by a signed GetCallerIdentity"],
  ])("reads %s", (_, text, note) => {
    const read = signedTokens(text);
    if ("code" in read) throw new Error(read.message);
    expect(read.map(({ notes, origin }) => [notes, origin])).toEqual([[[note], "captured"]]);
    expect(read[0]?.nested?.request).toBe(read[0]?.request);
    expect(holdsSignedToken(text)).toBe(true);
  });

  it("refuses a text without one", () => {
    expect(signedTokens("hello")).toMatchObject({ code: "ERR_INPUT_UNREADABLE" });
    expect(holdsSignedToken("{}")).toBe(false);
  });
});
