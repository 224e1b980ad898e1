import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { identityLogins } from "../../src/diagnosis/identity-login.ts";
import { federatedLogin, vaultLogin } from "../support/nested-tokens.ts";

describe("identityLogins", () => {
  it("reads Vault's", () => {
    const [found] = identityLogins(vaultLogin, "request body");
    expect(found).toMatchObject({
      kind: "identity-login",
      place: "request body",
      methods: ["POST"],
      request: { method: "POST", authority: "sts.us-east-1.amazonaws.com", target: "/", body: { bytes: 43 } },
    });
    expect(found?.request.headers.map(([name]) => name.toLowerCase())).toContain("x-vault-aws-iam-server-id");
  });

  it("reads that of workload identity federation, as such and inside a form", () => {
    const target = "/?Action=GetCallerIdentity&Version=2011-06-15";
    for (const text of [
      federatedLogin,
      `a=b&subject_token=${federatedLogin}&c=d`,
      decodeURIComponent(federatedLogin),
    ])
      expect(identityLogins(text, "input")).toMatchObject([{ request: { method: "POST", target } }]);
  });

  it.each([
    ["another JSON", '{"url":"https://sts.us-east-1.amazonaws.com/","method":"POST"}'],
    ["a login without headers", '{"iam_http_request_method":"POST","iam_request_url":"aHR0cHM6Ly9hLw=="}'],
    ["a method that is none", vaultLogin.replace('"POST"', '"PO ST"')],
    ["broken JSON", vaultLogin.slice(0, -1)],
    ["nothing", ""],
  ])("finds none in %s", (_, text) => {
    expect(identityLogins(text, "input")).toEqual([]);
  });

  it("reads any text without throwing", () => {
    fc.assert(
      fc.property(fc.json(), fc.string(), (json, text) => {
        identityLogins(`{"iam_http_request_method":"POST","iam_request_headers":${json}}`, "input");
        identityLogins(`${text}%7B%22url%22${text}Authorization%7D`, "input");
      }),
    );
  });
});
