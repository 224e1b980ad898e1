import { expect, it } from "vitest";
import { exampleResponse, signedExample, withHeader } from "../../../src/diagnosis/example.ts";
import { causesOf, findingsOf } from "../../support/causes-of.ts";
import { examined } from "../../support/examined.ts";

const first = { url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json" };
const there = "examplebucket.s3.eu-west-1.amazonaws.com";
const redirect = exampleResponse(307, [["Location", `https://${there}/report.json`]], "");

it("proves the region's own name where the request arrived in another region", async () => {
  expect(await causesOf({ ...first, sent: (request) => withHeader(request, "Host", there) })).toEqual([
    "redirect-followed-unsigned",
  ]);
  const legacy = { url: "https://examplebucket.s3.amazonaws.com/report.json" };
  expect(await causesOf({ ...legacy, sent: (request) => withHeader(request, "Host", there) })).toEqual([
    "redirect-followed-unsigned",
  ]);
});

it("leaves another name in the same region to its own class", async () => {
  const dashed = "examplebucket.s3-eu-west-1.amazonaws.com";
  const recipe = { url: `https://${there}/report.json`, region: "eu-west-1" };
  expect(await causesOf({ ...recipe, sent: (request) => withHeader(request, "Host", dashed) })).toEqual([
    "host-endpoint-differs",
  ]);
});

it("proves what was signed from the redirect before, host and path alike", async () => {
  const old = signedExample({ url: "https://files.example.com/old/report.json", response: redirect });
  const followed = { ...withHeader(old.request, "Host", there), target: "/report.json" };
  const related = [{ id: "first", distance: -1, request: old.request, response: redirect }];
  const { causes, proof } = await examined({ ...old, request: followed, response: null, related });
  expect(causes).toEqual(["redirect-followed-unsigned"]);
  expect(proof?.changes.map(({ part, to }) => `${part} ${to}`)).toEqual([
    "path /old/report.json",
    "header host files.example.com",
  ]);
});

it("sees it without a secret when the same signature follows a redirect", async () => {
  const old = signedExample({ ...first, response: redirect });
  const related = [{ id: "first", distance: -1, request: old.request, response: redirect }];
  const { causes, findings } = await examined({
    ...old,
    request: withHeader(old.request, "Host", there),
    response: null,
    related,
    knowledge: { credentials: [], signingKeys: [] },
  });
  expect(causes).toContain("redirect-followed-unsigned");
  const found = findings.find(({ rule }) => rule === "redirect-followed-unsigned");
  expect(found).toMatchObject({ certainty: "observed", evidence: { redirectStatus: 307 } });
});

it("sees a redirect that was followed without a signature", async () => {
  const old = signedExample({ ...first, response: redirect });
  const bare = withHeader(withHeader(old.request, "Host", there), "Authorization", null);
  const related = [{ id: "first", distance: -1, request: old.request, response: redirect }];
  const { causes } = await examined({ ...old, request: bare, response: null, related });
  expect(causes).toEqual(["redirect-followed-unsigned"]);
});

it("finds nothing where the redirect was signed anew", async () => {
  const old = signedExample({ ...first, response: redirect });
  const next = signedExample({ url: `https://${there}/report.json`, region: "eu-west-1" });
  const related = [{ id: "first", distance: -1, request: old.request, response: redirect }];
  const { findings } = await examined({ ...next, related });
  expect(findings).toEqual([]);
  expect(await findingsOf(first)).toEqual([]);
});
