import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openTestSandbox } from "../support/sandbox-client.ts";

let box: ReturnType<typeof openTestSandbox>;
beforeEach(() => {
  box = openTestSandbox();
});
afterEach(() => box.close());

const bucket = "https://obj.s3.us-east-1.amazonaws.com";
beforeEach(async () => {
  await box.call({ method: "PUT", url: `${bucket}/` });
});

describe("objects", () => {
  it("come back as they were put, with MD5 as their tag", async () => {
    const put = await box.call({
      method: "PUT",
      url: `${bucket}/k`,
      body: "hello",
      headers: [
        ["Content-Type", "text/x"],
        ["x-amz-meta-Colour", "blue"],
        ["Cache-Control", "no-store"],
      ],
    });
    expect(put.headers.etag).toBe('"5d41402abc4b2a76b9719d911017c592"');
    const got = await box.call({ url: `${bucket}/k` });
    expect(got.text).toBe("hello");
    expect(got.headers).toMatchObject({
      "content-type": "text/x",
      "x-amz-meta-colour": "blue",
      "cache-control": "no-store",
      "content-length": "5",
      "accept-ranges": "bytes",
      "last-modified": "Fri, 02 Jan 2026 03:04:05 GMT",
      etag: '"5d41402abc4b2a76b9719d911017c592"',
    });
  });

  it("answer HEAD with the length and no body", async () => {
    await box.call({ method: "PUT", url: `${bucket}/k`, body: "hello" });
    const head = await box.call({ method: "HEAD", url: `${bucket}/k` });
    expect([
      head.status,
      head.headers["content-length"],
      head.headers["content-type"],
      head.body.length,
    ]).toEqual([200, "5", "binary/octet-stream", 0]);
    expect((await box.call({ method: "HEAD", url: `${bucket}/absent` })).status).toBe(404);
  });

  it.each([
    ["a%20b"],
    ["a+b"],
    ["a%2Bb"],
    ["x//y///z"],
    ["%C3%BC/%F0%9F%98%80"],
    ["d/./e/../f"],
    ["100%25"],
    ["q%3Fa%3D1"],
    ["%7Etilde"],
    ["%01%EF%BF%BE"],
  ])("keep the key %s exact", async (key) => {
    expect((await box.call({ method: "PUT", url: `${bucket}/${key}`, body: key })).status).toBe(200);
    expect((await box.call({ url: `${bucket}/${key}` })).text).toBe(key);
    expect((await box.call({ url: `${bucket}/?list-type=2` })).text.match(/<Contents>/g)).toHaveLength(1);
  });

  it.each([
    ["bytes=1-3", 206, "ell", "bytes 1-3/5"],
    ["bytes=3-", 206, "lo", "bytes 3-4/5"],
    ["bytes=-2", 206, "lo", "bytes 3-4/5"],
    ["bytes=0-99", 206, "hello", "bytes 0-4/5"],
    ["bytes=3-1", 200, "hello", undefined],
    ["bytes=0-1,3-4", 200, "hello", undefined],
    ["lines=1-2", 200, "hello", undefined],
  ])("give the range %s", async (range, status, text, contentRange) => {
    await box.call({ method: "PUT", url: `${bucket}/k`, body: "hello" });
    const reply = await box.call({ url: `${bucket}/k`, headers: [["Range", range]] });
    expect([reply.status, reply.text, reply.headers["content-range"]]).toEqual([status, text, contentRange]);
  });

  it.each([["bytes=5-"], ["bytes=-0"]])("have no range %s", async (range) => {
    await box.call({ method: "PUT", url: `${bucket}/k`, body: "hello" });
    const reply = await box.call({ url: `${bucket}/k`, headers: [["Range", range]] });
    expect(reply.status).toBe(416);
    expect(reply.text).toContain("<ActualObjectSize>5</ActualObjectSize>");
  });

  it("follow conditions", async () => {
    const tag = (await box.call({ method: "PUT", url: `${bucket}/k`, body: "hello" })).headers.etag ?? "";
    const get = async (name: string, value: string): Promise<number> =>
      (await box.call({ url: `${bucket}/k`, headers: [[name, value]] })).status;
    expect(await get("If-None-Match", tag)).toBe(304);
    expect(await get("If-None-Match", '"other"')).toBe(200);
    expect(await get("If-Match", '"other"')).toBe(412);
    expect(await get("If-Match", tag)).toBe(200);
    expect(await get("If-Modified-Since", "Fri, 02 Jan 2026 03:04:05 GMT")).toBe(304);
    expect(await get("If-Unmodified-Since", "Thu, 01 Jan 2026 00:00:00 GMT")).toBe(412);
    expect(
      (await box.call({ method: "PUT", url: `${bucket}/k`, body: "x", headers: [["If-None-Match", "*"]] }))
        .status,
    ).toBe(412);
  });

  it("are copied with their headers, or with new ones", async () => {
    await box.call({
      method: "PUT",
      url: `${bucket}/a%20b`,
      body: "hello",
      headers: [["x-amz-meta-a", "1"]],
    });
    const copy = await box.call({
      method: "PUT",
      url: `${bucket}/copy`,
      headers: [["x-amz-copy-source", "/obj/a%20b"]],
    });
    expect(copy.text).toContain("<ETag>&quot;5d41402abc4b2a76b9719d911017c592&quot;</ETag>");
    expect((await box.call({ url: `${bucket}/copy` })).headers["x-amz-meta-a"]).toBe("1");
    await box.call({
      method: "PUT",
      url: `${bucket}/new`,
      headers: [
        ["x-amz-copy-source", "obj/a%20b"],
        ["x-amz-metadata-directive", "REPLACE"],
        ["x-amz-meta-b", "2"],
      ],
    });
    expect((await box.call({ url: `${bucket}/new` })).headers).toMatchObject({ "x-amz-meta-b": "2" });
    expect(
      (await box.call({ method: "PUT", url: `${bucket}/x`, headers: [["x-amz-copy-source", "obj/none"]] }))
        .status,
    ).toBe(404);
  });

  it("are gone after DELETE, which says the same twice", async () => {
    await box.call({ method: "PUT", url: `${bucket}/k`, body: "x" });
    expect((await box.call({ method: "DELETE", url: `${bucket}/k` })).status).toBe(204);
    expect((await box.call({ method: "DELETE", url: `${bucket}/k` })).status).toBe(204);
    expect((await box.call({ url: `${bucket}/k` })).text).toContain("<Code>NoSuchKey</Code>");
  });

  it("take response headers from the query", async () => {
    await box.call({ method: "PUT", url: `${bucket}/k`, body: "x", headers: [["Content-Type", "a/b"]] });
    expect((await box.call({ url: `${bucket}/k?response-content-type=c%2Fd` })).headers["content-type"]).toBe(
      "c/d",
    );
    expect(
      (await box.call({ url: `${bucket}/k?response-content-type=c%0D%0Ax:y` })).headers["content-type"],
    ).toBe("a/b");
  });

  it("have an owner and no tags, and no other sub-resource", async () => {
    await box.call({ method: "PUT", url: `${bucket}/k`, body: "x" });
    expect((await box.call({ url: `${bucket}/k?acl` })).text).toContain("FULL_CONTROL");
    expect((await box.call({ url: `${bucket}/k?tagging` })).text).toContain("<TagSet></TagSet>");
    expect((await box.call({ method: "PUT", url: `${bucket}/k?tagging`, body: "<Tagging/>" })).status).toBe(
      501,
    );
  });
});
