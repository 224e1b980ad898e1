import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { PostRecipe } from "../../src/diagnosis/example-post.ts";
import { postExample } from "../../src/diagnosis/example-post.ts";
import type { Reply } from "../support/sandbox-client.ts";
import { openTestSandbox } from "../support/sandbox-client.ts";

const bucket = "https://examplebucket.s3.us-east-1.amazonaws.com";
let box: ReturnType<typeof openTestSandbox>;
beforeEach(async () => {
  box = openTestSandbox();
  await box.call({ method: "PUT", url: `${bucket}/` });
});
afterEach(() => box.close());

function post(recipe: PostRecipe): Promise<Reply> {
  const { method, authority, target, headers, body } = postExample(recipe).request;
  return box.send({ method, host: authority, path: target, headers, body: body.content ?? new Uint8Array() });
}

const asking = (name: string, value: string): PostRecipe => ({
  conditions: [["starts-with", "$key", "user/"], { [name]: value }],
  fields: [
    { name: "key", value: ["user/$", "{filename}"].join("") },
    { name, value },
  ],
});

describe("a form", () => {
  it("puts its file, with the fields that name headers", async () => {
    const reply = await post({
      conditions: [
        ["starts-with", "$key", "user/"],
        { "Content-Type": "image/jpeg" },
        { "x-amz-meta-a": "b" },
      ],
      fields: [
        { name: "key", value: "user/eric/photo.jpg" },
        { name: "Content-Type", value: "image/jpeg" },
        { name: "x-amz-meta-a", value: "b" },
      ],
    });
    expect([reply.status, reply.text]).toEqual([204, ""]);
    expect(reply.headers.location).toBe(`${bucket}/user/eric/photo.jpg`);
    const got = await box.call({ url: `${bucket}/user/eric/photo.jpg` });
    expect(got.text).toBe("xxxxxxxxxxxxxxxx");
    expect(got.headers).toMatchObject({
      "content-type": "image/jpeg",
      "x-amz-meta-a": "b",
      etag: reply.headers.etag,
    });
  });

  it("names its object after the file, and is answered with 201 and a document where it asks for that", async () => {
    const reply = await post(asking("success_action_status", "201"));
    expect(reply.status).toBe(201);
    expect(reply.text).toContain("<Bucket>examplebucket</Bucket><Key>user/photo.jpg</Key>");
    expect((await box.call({ url: `${bucket}/user/photo.jpg` })).status).toBe(200);
    expect((await post(asking("success_action_status", "200"))).status).toBe(200);
    expect((await post(asking("success_action_status", "404"))).status).toBe(204);
  });

  it("is redirected where it asks for that, and not to what is no address", async () => {
    const reply = await post(asking("success_action_redirect", "https://app.example/done?a=1"));
    expect(reply.status).toBe(303);
    const etag = encodeURIComponent(reply.headers.etag ?? "");
    expect(reply.headers.location).toBe(
      `https://app.example/done?a=1&bucket=examplebucket&key=user%2Fphoto.jpg&etag=${etag}`,
    );
    expect((await post(asking("success_action_redirect", "javascript:alert(1)"))).status).toBe(204);
  });

  it("is refused as S3 refuses it, and puts nothing", async () => {
    const mismatch = await post({ secret: "another" });
    expect([mismatch.status, mismatch.text]).toEqual([403, expect.stringContaining("SignatureDoesNotMatch")]);
    const late = await post({ expiration: "2026-01-02T03:04:00Z" });
    expect([late.status, late.text]).toEqual([403, expect.stringContaining("Policy expired")]);
    const long = await post({
      conditions: [
        ["starts-with", "$key", "user/"],
        ["content-length-range", 1, 8],
      ],
    });
    expect([long.status, long.text]).toEqual([400, expect.stringContaining("EntityTooLarge")]);
    expect((await box.call({ url: `${bucket}/user/eric/photo.jpg` })).status).toBe(404);
  });
});
