import { expect, it } from "vitest";
import { otherSpelling } from "../../src/sigv4/signature-spelling.ts";

const hex = "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41";
const base64 = Buffer.from(hex, "hex").toString("base64");

it("reads capitals, base64 of either alphabet and percent-encoded base64", () => {
  expect(otherSpelling(hex.toUpperCase())).toEqual({ spelling: "hexadecimal with capitals", hex });
  expect(otherSpelling(base64)).toEqual({ spelling: "base64", hex });
  expect(otherSpelling(base64.replace("=", ""))?.hex).toBe(hex);
  expect(otherSpelling(base64.replaceAll("+", "-").replaceAll("/", "_"))?.hex).toBe(hex);
  expect(otherSpelling(encodeURIComponent(base64))).toEqual({ spelling: "percent-encoded base64", hex });
});

it("is nothing for lower-case hex and for what is no signature", () => {
  for (const text of [hex, "", "xyz", hex.slice(1).toUpperCase(), "%", `${base64}=`])
    expect(otherSpelling(text)).toBeNull();
});
