import { describe, expect, it } from "vitest";
import type { ExampleRecipe } from "../../../src/diagnosis/example.ts";
import { signedExample } from "../../../src/diagnosis/example.ts";
import { wrongTextEncodingOrLineEnding } from "../../../src/diagnosis/findings/wrong-text-encoding-or-line-ending.ts";
import { causesOf, proofOf } from "../../support/causes-of.ts";
import { accusedOf } from "../../support/correct-traffic.ts";
import { examined } from "../../support/examined.ts";

const url = "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt";
const id = "wrong-text-encoding-or-line-ending";
const utf16 = (text: string): string => Buffer.from(text, "utf16le").toString("latin1");

/** What the rule alone finds: some layouts give the bytes of other classes too, such as a line feed behind the payload hash. */
async function ownCauses(recipe: ExampleRecipe): Promise<readonly string[]> {
  return (await examined(signedExample(recipe), [wrongTextEncodingOrLineEnding])).causes;
}

describe(id, () => {
  it("is the only cause of its own example", async () => {
    expect((await examined(wrongTextEncodingOrLineEnding.example())).causes).toEqual([id]);
  });

  it.each([
    ["CR LF", (text: string) => text.replaceAll("\n", "\r\n")],
    ["CR", (text: string) => text.replaceAll("\n", "\r")],
    ["backslash n", (text: string) => text.replaceAll("\n", "\\n")],
    ["a line feed behind", (text: string) => `${text}\n`],
    ["UTF-16", utf16],
    ["UTF-16, big-endian", (text: string) => Buffer.from(text, "utf16le").swap16().toString("latin1")],
    ["no line ends", (text: string) => text.replaceAll("\n", "")],
  ])("is proven for %s in either text and in both", async (_, lay) => {
    expect(await causesOf({ url, signedText: { layout: lay } })).toEqual([id]);
    expect(await ownCauses({ url, signedLayout: lay })).toEqual([id]);
    expect(await ownCauses({ url, signedText: { layout: lay }, signedLayout: lay })).toEqual([id]);
  });

  it("takes characters, not their UTF-8 bytes, into UTF-16", async () => {
    const recipe = { url, headers: [["x-amz-meta-name", "M\u00c3\u00bcnchen"]] as const };
    const lay = (text: string): string => utf16(Buffer.from(text, "latin1").toString("utf8"));
    expect(await ownCauses({ ...recipe, signedLayout: lay })).toEqual([id]);
  });

  it("is proven for a missing empty line behind the headers", async () => {
    expect(await causesOf({ url, signedLayout: (text) => text.replace(/\n\n(?=host)/, "\n") })).not.toEqual(
      [],
    );
    expect(await causesOf({ url: `${url}?a=b`, signedLayout: (text) => text.replace("\n\n", "\n") })).toEqual(
      [id],
    );
  });

  it("says which text and how", async () => {
    const { changes } = await proofOf({ url, signedLayout: (text) => text.replaceAll("\n", "\r") });
    expect(changes).toEqual(["layout of the canonical request: as specified -> with CR between its lines"]);
  });

  it("finds nothing in correct traffic", async () => {
    expect(await accusedOf(wrongTextEncodingOrLineEnding)).toEqual([]);
  });
});
