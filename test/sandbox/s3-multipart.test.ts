import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openTestSandbox } from "../support/sandbox-client.ts";

let box: ReturnType<typeof openTestSandbox>;
beforeEach(() => {
  box = openTestSandbox();
});
afterEach(() => box.close());

const bucket = "https://multi.s3.us-east-1.amazonaws.com";
const idOf = (text: string): string => /<UploadId>(\w+)</.exec(text)?.[1] ?? "";
const code = (text: string): string => /<Code>(\w+)/.exec(text)?.[1] ?? "";
let id: string;
beforeEach(async () => {
  await box.call({ method: "PUT", url: `${bucket}/` });
  id = idOf(
    (await box.call({ method: "POST", url: `${bucket}/k?uploads`, headers: [["Content-Type", "a/b"]] })).text,
  );
});
const part = async (number: number, body: string): Promise<string> => {
  const reply = await box.call({
    method: "PUT",
    url: `${bucket}/k?partNumber=${number}&uploadId=${id}`,
    body,
  });
  return reply.headers.etag ?? "";
};
const complete = (parts: readonly (readonly [number, string])[]) =>
  box.call({
    method: "POST",
    url: `${bucket}/k?uploadId=${id}`,
    body: `<CompleteMultipartUpload>${parts.map(([number, tag]) => `<Part><PartNumber>${number}</PartNumber><ETag>${tag.replaceAll('"', "&quot;")}</ETag></Part>`).join("")}</CompleteMultipartUpload>`,
  });

describe("a multipart upload", () => {
  it("joins its parts in order and tags them as S3 does", async () => {
    const two = await part(2, "world");
    const one = await part(1, "hello ");
    expect((await box.call({ url: `${bucket}/k?uploadId=${id}` })).text).toMatch(
      /<PartNumber>1<.*<Size>6<.*<PartNumber>2<.*<Size>5</,
    );
    expect((await box.call({ url: `${bucket}/?uploads` })).text).toContain(`<UploadId>${id}</UploadId>`);
    const reply = await complete([
      [1, one],
      [2, two],
    ]);
    expect(reply.text).toContain("<ETag>&quot;e09e4fd6265b36115fe3db32df945d84-2&quot;</ETag>");
    expect((await box.call({ url: `${bucket}/k` })).text).toBe("hello world");
  });

  it("refuses parts that are not there, not in order, or not named", async () => {
    const one = await part(1, "a");
    const two = await part(2, "b");
    expect(code((await complete([[1, two]])).text)).toBe("InvalidPart");
    expect(code((await complete([[3, one]])).text)).toBe("InvalidPart");
    expect(
      code(
        (
          await complete([
            [2, two],
            [1, one],
          ])
        ).text,
      ),
    ).toBe("InvalidPartOrder");
    expect(code((await complete([])).text)).toBe("MalformedXML");
    expect(
      code(
        (await box.call({ method: "PUT", url: `${bucket}/k?partNumber=0&uploadId=${id}`, body: "x" })).text,
      ),
    ).toBe("InvalidArgument");
    expect(
      code(
        (await box.call({ method: "PUT", url: `${bucket}/other?partNumber=1&uploadId=${id}`, body: "x" }))
          .text,
      ),
    ).toBe("NoSuchUpload");
  });

  it("copies parts from objects", async () => {
    await box.call({ method: "PUT", url: `${bucket}/src`, body: "0123456789" });
    const reply = await box.call({
      method: "PUT",
      url: `${bucket}/k?partNumber=1&uploadId=${id}`,
      headers: [
        ["x-amz-copy-source", "multi/src"],
        ["x-amz-copy-source-range", "bytes=2-4"],
      ],
    });
    expect(reply.text).toContain("<CopyPartResult");
    await complete([[1, /<ETag>&quot;(\w+)/.exec(reply.text)?.[1] ?? ""]]);
    const got = await box.call({ url: `${bucket}/k` });
    expect([got.text, got.headers["content-type"]]).toEqual(["234", "a/b"]);
  });

  it("is forgotten when aborted", async () => {
    await part(1, "a");
    expect((await box.call({ method: "DELETE", url: `${bucket}/k?uploadId=${id}` })).status).toBe(204);
    expect(code((await box.call({ method: "DELETE", url: `${bucket}/k?uploadId=${id}` })).text)).toBe(
      "NoSuchUpload",
    );
  });
});
