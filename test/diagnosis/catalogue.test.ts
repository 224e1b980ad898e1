import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { catalogue } from "../../src/diagnosis/catalogue.ts";
import type { ExampleRecipe } from "../../src/diagnosis/example.ts";
import { signedExample } from "../../src/diagnosis/example.ts";
import { stages } from "../../src/diagnosis/rule.ts";
import { examined } from "../support/examined.ts";

const files = readdirSync(new URL("../../src/diagnosis/findings", import.meta.url))
  .map((file) => file.replace(/\.ts$/, ""))
  .sort();

describe("the catalogue", () => {
  it("holds every file of findings/, each under the name of its file", () => {
    expect(catalogue.map(({ id }) => id)).toEqual(files);
  });

  it("has words for every rule, and a way to see or prove it", () => {
    for (const rule of catalogue) {
      for (const text of [rule.title, rule.why, rule.fix, rule.spec])
        expect(text.length, rule.id).toBeGreaterThan(10);
      expect(JSON.stringify(rule), rule.id).not.toContain("TODO");
      expect(rule.title, rule.id).not.toMatch(/\bmay\b|\.$/);
      expect(rule.spec, rule.id).toMatch(/^https:\/\/\S+$|^observed: /);
      expect(stages, rule.id).toContain(rule.stage);
      expect(Boolean(rule.inspect ?? rule.suppose ?? rule.supposeText ?? rule.readAnswer), rule.id).toBe(
        true,
      );
    }
  });

  it("gives no id to two rules, and no rule itself as its alias", () => {
    expect(new Set(catalogue.map(({ id }) => id)).size).toBe(catalogue.length);
    for (const { id, aliases = [] } of catalogue) {
      for (const alias of aliases) {
        expect(alias.id, id).toMatch(/^[a-z0-9]+(?:-[a-z0-9]+)+$/);
        expect(alias.id).not.toBe(id);
        expect(alias.toldApartBy.length, id).toBeGreaterThan(10);
      }
    }
  });
});

describe("every rule's example", () => {
  it.each(catalogue.map((rule) => [rule.id, rule] as const))(
    "yields %s and nothing else",
    async (id, rule) => {
      const { causes, findings } = await examined(rule.example());
      const allowed = new Set([id, ...(rule.alsoFound ?? [])]);
      const errors = findings.filter(({ severity }) => severity === "error").map((finding) => finding.rule);
      if (rule.severity === "error") expect(causes).toEqual([id]);
      expect(findings.map((finding) => finding.rule)).toContain(id);
      expect(errors.filter((rule_) => !allowed.has(rule_))).toEqual([]);
    },
  );
});

const paths = [
  "/",
  "/a",
  "/a/b/c.txt",
  "/a%20b",
  "/%C3%A9t%C3%A9",
  "/a~b_c-d.e",
  "/a%2Bb",
  "/a%3Db",
  "/folder/",
  "/a//b",
];
const queries = ["", "list-type=2", "prefix=a%2Fb&delimiter=%2F", "uploads=", "x=1&x=2", "a=%20&b=%2B"];
const methods = ["GET", "PUT", "POST", "DELETE", "HEAD"];
const hosts: readonly (readonly [host: string, service: string, region: string])[] = [
  ["examplebucket.s3.us-east-1.amazonaws.com", "s3", "us-east-1"],
  ["examplebucket.s3.eu-west-1.amazonaws.com", "s3", "eu-west-1"],
  ["s3.eu-central-1.amazonaws.com", "s3", "eu-central-1"],
  ["sqs.us-east-1.amazonaws.com", "sqs", "us-east-1"],
  ["dynamodb.ap-southeast-2.amazonaws.com", "dynamodb", "ap-southeast-2"],
  ["sts.eu-west-2.amazonaws.com", "sts", "eu-west-2"],
  ["iam.amazonaws.com", "iam", "us-east-1"],
  ["lambda.us-west-2.amazonaws.com", "lambda", "us-west-2"],
];

/** Requests as correct clients send them: header-signed and presigned, with and without body, token and further headers. */
function correctRequests(): ExampleRecipe[] {
  const recipes: ExampleRecipe[] = [];
  for (let index = 0; recipes.length < 200; index += 1) {
    const [host, service, region] = hosts[index % hosts.length] ?? ["", "", ""];
    const isS3 = service === "s3";
    const path = isS3 ? (paths[(index * 7) % paths.length] ?? "/") : "/";
    const query = isS3 ? (queries[(index * 5) % queries.length] ?? "") : "";
    const method = isS3 ? (methods[(index * 3) % methods.length] ?? "GET") : "POST";
    const hasBody = method === "PUT" || method === "POST";
    const presigned = isS3 && index % 4 === 3;
    const type = isS3 ? "text/plain" : "application/x-amz-json-1.0";
    recipes.push({
      method,
      url: `https://${host}${path}${query === "" ? "" : `?${query}`}`,
      service,
      region,
      ...(hasBody && !presigned ? { body: `{"request":${index}}`, headers: [["Content-Type", type]] } : {}),
      ...(index % 3 === 1
        ? {
            accessKeyId: "ASIAIOSFODNN7EXAMPLE",
            knowledge: temporaryKnowledge(),
            sessionToken: temporaryToken,
          }
        : {}),
      ...(presigned ? { presignedSeconds: 60 * (1 + (index % 100)) } : {}),
      unsignedHeaders: [
        ["User-Agent", "aws-cli/2.9.19 Python/3.11.2"],
        ["Accept", "*/*"],
        ["Accept-Encoding", "identity"],
      ],
    });
  }
  return recipes;
}

const temporaryToken = "IQoJb3JpZ2luX2VjEJr//////////wEaCXVzLWVhc3QtMSJHMEUCIQDexampleexample";

function temporaryKnowledge() {
  const [known] = signedExample({ url: "https://sts.amazonaws.com/" }).knowledge.credentials;
  if (!known) throw new Error("this is a bug: the example knows no credentials");
  return { credentials: [{ ...known, accessKeyId: "ASIAIOSFODNN7EXAMPLE" }], signingKeys: [] };
}

describe("correct traffic", () => {
  it("yields no finding in 200 requests of different shapes", async () => {
    for (const recipe of correctRequests()) {
      const { verdict, causes, findings } = await examined(signedExample(recipe));
      const worse = findings
        .filter(({ severity }) => severity !== "note")
        .map(({ rule, detail }) => `${rule}: ${detail}`);
      expect({ verdict, causes, worse, recipe }).toEqual({ verdict: "valid", causes: [], worse: [], recipe });
    }
  });
});
