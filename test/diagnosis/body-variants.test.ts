import { expect, it } from "vitest";
import { accidentalBody, bodyVariants } from "../../src/diagnosis/body-variants.ts";
import { latin1Bytes, wholeBody } from "../../src/http/http-message.ts";

it("knows the hash of nothing and of an empty object", () => {
  expect(accidentalBody("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")).toBe("");
  expect(accidentalBody("44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a")).toBe("{}");
  expect(accidentalBody("44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff80")).toBeNull();
});

it("varies the last newline", () => {
  const found = [...bodyVariants(wholeBody(latin1Bytes("text\n")))].map(({ difference }) => difference);
  expect(found).toContain("a newline at the end was added after signing");
});

it("gives nothing for a body that is empty or was not kept, and survives one that nests without end", () => {
  expect([...bodyVariants(wholeBody(latin1Bytes("")))]).toEqual([]);
  expect([...bodyVariants({ bytes: 9, sha256Hex: "0", content: null })]).toEqual([]);
  const deep = "[".repeat(100_000) + "]".repeat(100_000);
  expect([...bodyVariants(wholeBody(latin1Bytes(deep)))].length).toBeGreaterThan(0);
});
