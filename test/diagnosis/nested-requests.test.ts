import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exampleResponse } from "../../src/diagnosis/example.ts";
import { plainRequest } from "../../src/diagnosis/nested-request.ts";
import { nestedInText, nestedRequests } from "../../src/diagnosis/nested-requests.ts";
import { eksToken, getUrl, putUrl, sigV2Url, vaultLogin } from "../support/nested-tokens.ts";

const posted = (body: string) =>
  plainRequest({
    method: "POST",
    scheme: "https",
    authority: "api.example.com",
    target: "/x",
    headers: [["Host", "api.example.com"]],
    body,
  });
const targetOf = (url: string): string => url.replace(/^https:\/\/[^/]+/, "");

describe("nestedRequests", () => {
  it.each([
    ["JSON", JSON.stringify({ url: getUrl })],
    ["JSON with escapes", JSON.stringify({ url: getUrl }).replaceAll("&", "\\u0026").replaceAll("/", "\\/")],
    ["XML", `<a>${getUrl.replaceAll("&", "&amp;")}</a>`],
    ["running text", `Get it at (${getUrl}). It ends soon. ${"-".repeat(40)}`],
  ])("finds a presigned URL in %s, in request and response", (_, body) => {
    const found = nestedRequests(posted(body), exampleResponse(200, [], body));
    expect(found.map(({ place, inUse }) => [place, inUse])).toEqual([
      ["request body", false],
      ["response body", false],
    ]);
    expect(new Set(found.map(({ request }) => request.target))).toEqual(new Set([targetOf(getUrl)]));
  });

  it("finds several, each once, Version 2 too", () => {
    const found = nestedRequests(posted([getUrl, putUrl, getUrl, sigV2Url].join("\n")), null);
    expect(found.map(({ request }) => request.target)).toEqual([getUrl, putUrl, sigV2Url].map(targetOf));
  });

  it("finds the token in a bearer header, and the login in a body", () => {
    const bearer = { ...posted(""), headers: [["Authorization", `Bearer ${eksToken}`]] as const };
    expect(nestedRequests(bearer, null)).toMatchObject([
      { kind: "eks-token", place: "header authorization" },
    ]);
    expect(nestedRequests(posted(vaultLogin), null)).toMatchObject([{ kind: "identity-login" }]);
    expect(nestedInText(`{"token":"${eksToken}"}`, "input")).toMatchObject([{ kind: "eks-token" }]);
  });

  it("finds what begins anywhere in a long body, and looks at none longer than 256 KiB", () => {
    for (let before = 32_750; before <= 32_780; before += 1) {
      const [found] = nestedRequests(posted(`${"x".repeat(before)} ${eksToken} ${"y".repeat(70_000)}`), null);
      expect(found?.kind).toBe("eks-token");
    }
    const most = 262_144;
    const padded = (length: number): string => `${"x".repeat(length - eksToken.length - 1)} ${eksToken}`;
    expect([most, most + 1].map((length) => nestedRequests(posted(padded(length)), null).length)).toEqual([
      1, 0,
    ]);
  });

  it("finds nothing where there is nothing, and no more than twenty", () => {
    expect(nestedRequests(posted(""), exampleResponse(200, [], "x".repeat(300)))).toEqual([]);
    expect(nestedRequests(posted(`https://example.com/?Signature=a&b=${"c".repeat(200)}`), null)).toEqual([]);
    const many = Array.from({ length: 50 }, (_, index) => getUrl.replace("a%20b", `a${index}`)).join("\n");
    expect(nestedRequests(posted(many), null)).toHaveLength(20);
    expect(nestedRequests(posted(getUrl.padEnd(300_000)), null)).toEqual([]);
  });

  it("reads any body without throwing", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary-ascii" }), (text) => {
        nestedRequests(
          posted(`https://a/?X-Amz-Credential=${text}&X-Amz-Signature=${"a".repeat(120)}`),
          null,
        );
      }),
    );
  });
});
