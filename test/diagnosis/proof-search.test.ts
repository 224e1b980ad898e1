import { describe, expect, it } from "vitest";
import { createExaminer } from "../../src/diagnosis/examine.ts";
import { examineFully } from "../../src/diagnosis/examine-fully.ts";
import { exampleSecret, signedExample } from "../../src/diagnosis/example.ts";
import { examined } from "../support/examined.ts";
import { testRule } from "../support/test-rule.ts";

const url = "https://examplebucket.s3.us-east-1.amazonaws.com/a";
const upperMethod = testRule("method", {
  suppose: () => [
    {
      changes: [{ part: "method", from: "GET", to: "get" }],
      request: { method: "get" },
      detail: "lower case",
    },
  ],
});
const newline = testRule("newline", {
  suppose: () => [
    {
      changes: [{ part: "secret", from: "as known", to: "with a line feed" }],
      key: { secret: (secret) => `${secret}\n` },
      detail: "a line feed",
    },
  ],
});
const otherUri = testRule("uri", {
  suppose: () => [
    {
      changes: [{ part: "path", from: "/a", to: "/b" }],
      request: { canonicalUri: "/b" },
      detail: "another path",
    },
  ],
});
const otherTime = testRule("time", {
  suppose: () => [
    {
      changes: [{ part: "time", from: "", to: "" }],
      text: { timestamp: "20260102T030406Z" },
      detail: "a second later",
    },
  ],
});
const keyRegion = testRule("region", {
  suppose: () => [
    {
      changes: [{ part: "region of the key", from: "us-east-1", to: "eu-west-1" }],
      key: { scope: { region: "eu-west-1" } },
      detail: "derived for another region",
    },
  ],
});
const scopeRegion = testRule("scope", {
  suppose: () => [
    {
      changes: [{ part: "region", from: "us-east-1", to: "eu-west-1" }],
      key: { scope: { region: "eu-west-1" } },
      text: { scope: { region: "eu-west-1" } },
      detail: "signed for another region",
    },
  ],
});
const all = [upperMethod, newline, otherUri, otherTime, keyRegion];

describe("proof search", () => {
  it("proves a changed part of the canonical request", async () => {
    const example = signedExample({ url, signedInput: (input) => ({ ...input, canonicalUri: "/b" }) });
    const { causes, proof, findings, verdict } = await examined(example, all);
    expect([verdict, causes]).toEqual(["mismatch", ["uri"]]);
    expect(findings[0]).toMatchObject({ rule: "uri", certainty: "proven", detail: "another path" });
    expect(proof?.canonicalRequest).toBe(example.signedCanonicalRequest);
    expect(proof?.changes).toEqual([{ part: "path", from: "/a", to: "/b" }]);
  });
  it("proves an accident of the secret without showing it", async () => {
    const examination = await examined(signedExample({ url, secret: `${exampleSecret}\n` }), all);
    expect(examination.causes).toEqual(["newline"]);
    expect(JSON.stringify(examination)).not.toContain(exampleSecret);
  });
  it("proves two independent changes of the request", async () => {
    const example = signedExample({
      url,
      signedInput: (input) => ({ ...input, canonicalUri: "/b", method: "get" }),
    });
    const { causes, proof } = await examined(example, all);
    expect(causes).toEqual(["method", "uri"]);
    expect(proof?.changes.map(({ part }) => part)).toEqual(["method", "path"]);
  });
  it("proves a change of the request together with one of the key", async () => {
    const example = signedExample({
      url,
      secret: `${exampleSecret}\n`,
      signedInput: (input) => ({ ...input, canonicalUri: "/b" }),
    });
    expect((await examined(example, all)).causes).toEqual(["uri", "newline"]);
  });
  it("proves a change of the request together with a scope that key and text share", async () => {
    const example = signedExample({
      url,
      keyScope: { region: "eu-west-1" },
      signedText: { scope: { region: "eu-west-1" } },
      signedInput: (input) => ({ ...input, canonicalUri: "/b" }),
    });
    expect((await examined(example, [otherUri, scopeRegion])).causes).toEqual(["uri", "scope"]);
  });
  it("prefers one change to two, and the more frequent fault to the rarer", async () => {
    const rare = testRule("rare", { suppose: otherUri.suppose ?? (() => []), threads: 1 });
    const frequent = testRule("frequent", { suppose: otherUri.suppose ?? (() => []), threads: 9 });
    const example = signedExample({ url, signedInput: (input) => ({ ...input, canonicalUri: "/b" }) });
    const { causes, findings } = await examined(example, [rare, frequent]);
    expect(causes).toEqual(["frequent"]);
    expect(findings[0]?.evidence).toEqual({ alsoPossible: ["rare"] });
  });
  it("says plainly when nothing reproduces the signature", async () => {
    const { causes, findings, search, proof } = await examined(
      signedExample({ url, secret: "something else" }),
      all,
    );
    expect([causes, proof]).toEqual([[], null]);
    expect(findings.map(({ rule, certainty }) => [rule, certainty])).toEqual([
      ["mismatch-unexplained", "observed"],
    ]);
    expect(search).toMatchObject({ exhausted: true });
    expect(search?.tried).toBeGreaterThanOrEqual(5);
  });
  it("stops at its bound and says so", async () => {
    const many = testRule("many", {
      *suppose() {
        for (let index = 0; index < 100_000; index += 1)
          yield { changes: [], request: { canonicalUri: `/${index}` }, detail: "" };
      },
    });
    const example = signedExample({ url, secret: "something else" });
    const subject = {
      id: "1",
      input: null,
      index: 0,
      request: example.request,
      response: null,
      selfCheck: null,
      nowEpochMs: null,
    };
    const budget = { milliseconds: 60_000, suppositions: 100, now: () => 0 };
    const counted = await examineFully(subject, createExaminer(example.knowledge, [many]), budget);
    expect(counted.search).toEqual({ tried: 100, milliseconds: 0, exhausted: false });
    let clock = 0;
    const timed = await examineFully(subject, createExaminer(example.knowledge, [many]), {
      milliseconds: 10,
      suppositions: 1e9,
      now: () => (clock += 4),
    });
    expect(timed.search?.exhausted).toBe(false);
    expect(timed.search?.tried).toBeLessThan(1000);
  });
  it("says that pairs were left out where there are too many", async () => {
    const paths = (count: number) =>
      testRule("paths", {
        *suppose() {
          for (let at = 0; at < count; at += 1)
            yield { changes: [], request: { canonicalUri: `/${at}` }, detail: "" };
        },
      });
    const secrets = testRule("secrets", {
      *suppose() {
        for (let at = 0; at < 500; at += 1)
          yield { changes: [], key: { secret: () => `secret ${at}` }, detail: "" };
      },
    });
    const example = signedExample({ url, secret: "something else" });
    expect((await examined(example, [paths(20), secrets])).search).toMatchObject({ exhausted: true });
    expect((await examined(example, [paths(500), secrets])).search).toMatchObject({ exhausted: false });
  });
  it("tries every accepted reading under each supposition", async () => {
    const example = signedExample({
      url: `${url}?p=a+b`,
      signedInput: (input) => ({ ...input, canonicalUri: "/b", canonicalQuery: "p=a%20b" }),
    });
    expect((await examined(example, all)).causes).toEqual(["uri"]);
  });

  it("tries a long tail last, and alone", async () => {
    const tail = testRule("tail", {
      suppose: () => [
        {
          changes: [],
          key: { secret: (secret) => `${secret}x` },
          late: true as const,
          detail: "a long tail",
        },
      ],
    });
    const alone = signedExample({ url, secret: `${exampleSecret}x` });
    expect((await examined(alone, [tail, ...all])).causes).toEqual(["tail"]);
    const two = signedExample({
      url,
      secret: `${exampleSecret}x`,
      signedInput: (input) => ({ ...input, canonicalUri: "/b" }),
    });
    expect((await examined(two, [tail, ...all])).proof).toBeNull();
  });
});

describe("faults that come together or again", () => {
  const budget = { milliseconds: 10_000, suppositions: 500_000, now: () => 0 };
  const many = testRule("many", {
    threads: 9,
    suppose: function* () {
      for (let n = 0; n < 300; n += 1)
        yield { changes: [], request: { canonicalQuery: `n=${n}` }, detail: "another query" };
    },
  });
  const subjectOf = (example: ReturnType<typeof signedExample>) => ({
    id: "t",
    input: null,
    index: 0,
    request: example.request,
    response: null,
    selfCheck: null,
    nowEpochMs: example.nowEpochMs,
  });

  it("are proved as three changes of request, key and text", async () => {
    const example = signedExample({
      url,
      secret: `${exampleSecret}\n`,
      signedTimestamp: "20260102T030406Z",
      signedInput: (input) => ({ ...input, method: "get" }),
    });
    const { causes, proof } = await examined(example, all);
    expect([...causes].sort()).toEqual(["method", "newline", "time"]);
    expect(proof?.changes).toHaveLength(3);
  });

  it("are tried first the next time", async () => {
    const example = signedExample({
      url,
      signedInput: (input) => ({ ...input, method: "get", canonicalUri: "/b" }),
    });
    const examiner = createExaminer(example.knowledge, [many, ...all]);
    const first = await examineFully(subjectOf(example), examiner, budget);
    const again = await examineFully(subjectOf(example), examiner, budget);
    expect(first.causes).toEqual(again.causes);
    expect([...again.causes].sort()).toEqual(["method", "uri"]);
    expect(first.search?.tried).toBeGreaterThan(300);
    expect(again.search?.tried).toBeLessThan(10);
  });

  it("are proved behind a signature in another spelling", async () => {
    const example = signedExample({
      url,
      signedInput: (input) => ({ ...input, method: "get" }),
      sent: (request) => ({
        ...request,
        headers: request.headers.map(([name, value]) =>
          name === "Authorization"
            ? [name, value.replace(/[0-9a-f]{64}$/, (hex) => hex.toUpperCase())]
            : [name, value],
        ),
      }),
    });
    const { causes, verdict } = await examined(example);
    expect([verdict, causes]).toEqual(["mismatch", ["method-case", "signature-encoding-wrong"]]);
  });
});
