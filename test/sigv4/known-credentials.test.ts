import { expect, it } from "vitest";
import { credentialsFor, noKnowledge } from "../../src/sigv4/known-credentials.ts";
import { Secret } from "../../src/sigv4/secret.ts";

it("finds every set known for a key id", () => {
  const set = (accessKeyId: string, source: string) => ({
    accessKeyId,
    secretAccessKey: new Secret("s"),
    spelling: null,
    sessionToken: null,
    source,
  });
  const knowledge = { credentials: [set("A", "one"), set("B", "two"), set("A", "three")], signingKeys: [] };
  expect(credentialsFor(knowledge, "A").map(({ source }) => source)).toEqual(["one", "three"]);
  expect(credentialsFor(noKnowledge, "A")).toEqual([]);
});
