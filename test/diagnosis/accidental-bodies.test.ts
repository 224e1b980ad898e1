import { expect, it } from "vitest";
import { accidentalBodies, accidentalBody, emptyBodies } from "../../src/diagnosis/accidental-bodies.ts";

it("knows the hash of nothing and of an empty object", () => {
  expect(accidentalBody("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")).toBe("");
  expect(accidentalBody("44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a")).toBe("{}");
  expect(accidentalBody("eb045d78d273107348b0300c01d29b7552d622abbc6faf81b3ec55359aa9950c")).toBe(
    "undefined",
  );
  expect(accidentalBody("44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff80")).toBeNull();
});

it("names each text once", () => {
  expect(new Set(accidentalBodies).size).toBe(accidentalBodies.length);
  expect(new Set(emptyBodies).size).toBe(emptyBodies.length);
});
