import { describe, expect, it } from "vitest";
import { knowledgeOf, plainKnowledge } from "../../src/search/plain-knowledge.ts";
import type { Knowledge } from "../../src/sigv4/known-credentials.ts";
import { revealSecret, Secret } from "../../src/sigv4/secret.ts";

const knowledge: Knowledge = {
  credentials: [
    {
      accessKeyId: "AKID",
      secretAccessKey: new Secret("secret-text"),
      spelling: "ends in a blank",
      sessionToken: new Secret("token-text"),
      source: "here",
    },
  ],
  signingKeys: [
    { accessKeyId: "AKID", date: "20260102", region: "us-east-1", service: "s3", keyHex: new Secret("00ff") },
  ],
};

describe("plainKnowledge and knowledgeOf", () => {
  it("bring knowledge through a structured clone whole", () => {
    const back = knowledgeOf(structuredClone(plainKnowledge(knowledge)));
    expect(back).toEqual(knowledge);
    expect(back.credentials.map((known) => revealSecret(known.secretAccessKey))).toEqual(["secret-text"]);
    expect(back.credentials.map((known) => known.sessionToken && revealSecret(known.sessionToken))).toEqual([
      "token-text",
    ]);
    expect(back.signingKeys.map((known) => revealSecret(known.keyHex))).toEqual(["00ff"]);
  });

  it("wrap the secrets again, so that they do not print", () => {
    expect(JSON.stringify(knowledgeOf(plainKnowledge(knowledge)))).not.toMatch(/secret-text|token-text|00ff/);
  });
});
