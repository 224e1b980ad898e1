import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openTestSandbox } from "../support/sandbox-client.ts";

let box: ReturnType<typeof openTestSandbox>;
beforeEach(() => {
  box = openTestSandbox();
});
afterEach(() => box.close());

const bucket = "https://list.s3.us-east-1.amazonaws.com";
const keys = (text: string): string[] =>
  [...text.matchAll(/<Contents><Key>([^<]*)</g)].map(([, key]) => key ?? "");
const prefixes = (text: string): string[] =>
  [...text.matchAll(/<CommonPrefixes><Prefix>([^<]*)</g)].map(([, prefix]) => prefix ?? "");
beforeEach(async () => {
  await box.call({ method: "PUT", url: `${bucket}/` });
  for (const key of ["b", "a/1", "a/2", "a/deep/3", "%C3%A9", "c%26d", "Z"])
    await box.call({ method: "PUT", url: `${bucket}/${key}`, body: "x" });
});

describe("a listing", () => {
  it("is sorted by the bytes of the keys and escaped", async () => {
    const reply = await box.call({ url: `${bucket}/?list-type=2` });
    expect(keys(reply.text)).toEqual(["Z", "a/1", "a/2", "a/deep/3", "b", "c&amp;d", "é"]);
    expect(reply.text).toContain("<KeyCount>7</KeyCount>");
    expect(reply.text).toContain("<IsTruncated>false</IsTruncated>");
  });

  it("encodes names where it is asked to", async () => {
    const reply = await box.call({ url: `${bucket}/?list-type=2&encoding-type=url&prefix=%C3%A9` });
    expect(keys(reply.text)).toEqual(["%C3%A9"]);
    expect(reply.text).toContain("<EncodingType>url</EncodingType>");
  });

  it("folds common prefixes", async () => {
    const reply = await box.call({ url: `${bucket}/?delimiter=%2F&list-type=2` });
    expect([keys(reply.text), prefixes(reply.text)]).toEqual([["Z", "b", "c&amp;d", "é"], ["a/"]]);
    const below = await box.call({ url: `${bucket}/?delimiter=%2F&list-type=2&prefix=a%2F` });
    expect([keys(below.text), prefixes(below.text)]).toEqual([["a/1", "a/2"], ["a/deep/"]]);
  });

  it("goes on page by page in version 2", async () => {
    const seen: string[] = [];
    let token = "";
    for (let page = 0; page < 10; page += 1) {
      const reply = await box.call({
        url: `${bucket}/?list-type=2&max-keys=2&delimiter=%2F${token === "" ? "" : `&continuation-token=${token}`}`,
      });
      seen.push(...keys(reply.text), ...prefixes(reply.text));
      token = /<NextContinuationToken>([^<]*)</.exec(reply.text)?.[1] ?? "";
      if (token === "") break;
    }
    expect(seen.sort()).toEqual(["Z", "a/", "b", "c&amp;d", "é"]);
  });

  it("goes on behind a marker in version 1, and behind start-after in version 2", async () => {
    const first = await box.call({ url: `${bucket}/?max-keys=2&delimiter=%2F` });
    expect(first.text).toContain("<NextMarker>a/</NextMarker>");
    expect(keys((await box.call({ url: `${bucket}/?marker=a%2Fdeep%2F3` })).text)).toEqual([
      "b",
      "c&amp;d",
      "é",
    ]);
    expect(keys((await box.call({ url: `${bucket}/?list-type=2&start-after=b` })).text)).toEqual([
      "c&amp;d",
      "é",
    ]);
    expect((await box.call({ url: `${bucket}/` })).text).toContain("<Owner>");
  });

  it("lists versions as one each", async () => {
    expect(
      (await box.call({ url: `${bucket}/?versions` })).text.match(/<Version><VersionId>null<\/VersionId>/g),
    ).toHaveLength(7);
  });

  it("wants max-keys to be a number", async () => {
    expect((await box.call({ url: `${bucket}/?max-keys=x` })).status).toBe(400);
    expect(keys((await box.call({ url: `${bucket}/?max-keys=0` })).text)).toEqual([]);
  });
});
