import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openTestSandbox } from "../support/sandbox-client.ts";

let box: ReturnType<typeof openTestSandbox>;
beforeEach(() => {
  box = openTestSandbox();
});
afterEach(() => box.close());

const s3 = "https://s3.us-east-1.amazonaws.com";

describe("buckets", () => {
  it("are made, listed, looked up and deleted, in both styles of address", async () => {
    expect((await box.call({ method: "PUT", url: `${s3}/one` })).headers.location).toBe("/one");
    expect((await box.call({ method: "PUT", url: "https://two.s3.us-east-1.amazonaws.com/" })).status).toBe(
      200,
    );
    const list = await box.call({ url: `${s3}/` });
    expect(list.headers["content-type"]).toBe("application/xml");
    expect(list.text).toContain('<ListAllMyBucketsResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">');
    expect([...list.text.matchAll(/<Name>(\w+)<\/Name>/g)].map(([, name]) => name)).toEqual(["one", "two"]);
    expect((await box.call({ method: "HEAD", url: `${s3}/two` })).headers["x-amz-bucket-region"]).toBe(
      "us-east-1",
    );
    expect((await box.call({ method: "DELETE", url: `${s3}/two` })).status).toBe(204);
    expect((await box.call({ method: "HEAD", url: `${s3}/two` })).status).toBe(404);
  });

  it("remember their region", async () => {
    const eu = "https://s3.eu-west-1.amazonaws.com";
    const body =
      "<CreateBucketConfiguration><LocationConstraint>eu-west-1</LocationConstraint></CreateBucketConfiguration>";
    await box.call({ method: "PUT", url: `${eu}/here`, region: "eu-west-1", body });
    expect((await box.call({ url: `${eu}/here?location`, region: "eu-west-1" })).text).toContain(
      ">eu-west-1</LocationConstraint>",
    );
    expect((await box.call({ method: "PUT", url: `${eu}/here`, region: "eu-west-1", body })).status).toBe(
      409,
    );
    await box.call({ method: "PUT", url: `${s3}/old` });
    expect((await box.call({ url: `${s3}/old?location` })).text).toContain(
      '<LocationConstraint xmlns="http://s3.amazonaws.com/doc/2006-03-01/"></LocationConstraint>',
    );
  });

  it("refuse bad names, bad XML, and to go while they hold something", async () => {
    expect((await box.call({ method: "PUT", url: `${s3}/a` })).text).toContain(
      "<Code>InvalidBucketName</Code>",
    );
    expect((await box.call({ method: "PUT", url: `${s3}/good`, body: "<no" })).text).toContain(
      "<Code>MalformedXML</Code>",
    );
    await box.call({ method: "PUT", url: `${s3}/good` });
    await box.call({ method: "PUT", url: `${s3}/good/k`, body: "x" });
    const kept = await box.call({ method: "DELETE", url: `${s3}/good` });
    expect([kept.status, /<Code>(\w+)/.exec(kept.text)?.[1]]).toEqual([409, "BucketNotEmpty"]);
    expect((await box.call({ url: `${s3}/none` })).text).toContain("<Code>NoSuchBucket</Code>");
  });

  it("delete several objects at once, with awkward keys", async () => {
    await box.call({ method: "PUT", url: `${s3}/del` });
    for (const key of ["a", "b%26%0D", "%C3%BC"])
      await box.call({ method: "PUT", url: `${s3}/del/${key}`, body: "x" });
    const body =
      "<Delete><Object><Key>a</Key></Object><Object><Key>b&amp;&#xD;</Key></Object><Object><Key>ü</Key></Object><Object><Key>absent</Key></Object></Delete>";
    const reply = await box.call({ method: "POST", url: `${s3}/del?delete`, body });
    expect(reply.text).toContain("<Deleted><Key>b&amp;&#13;</Key></Deleted>");
    expect(reply.text.match(/<Deleted>/g)).toHaveLength(4);
    expect((await box.call({ url: `${s3}/del?list-type=2` })).text).toContain("<KeyCount>0</KeyCount>");
    expect(
      (
        await box.call({
          method: "POST",
          url: `${s3}/del?delete`,
          body: body.replace("<Delete>", "<Delete><Quiet>true</Quiet>"),
        })
      ).text,
    ).not.toContain("<Deleted>");
    expect((await box.call({ method: "POST", url: `${s3}/del?delete`, body: "<Other/>" })).status).toBe(400);
  });

  it("say what they cannot do", async () => {
    await box.call({ method: "PUT", url: `${s3}/lim` });
    expect((await box.call({ method: "PUT", url: `${s3}/lim?policy`, body: "{}" })).status).toBe(501);
    expect((await box.call({ method: "POST", url: `${s3}/lim` })).status).toBe(501);
    expect((await box.call({ method: "PATCH", url: `${s3}/lim` })).status).toBe(405);
    expect((await box.call({ method: "DELETE", url: `${s3}/lim?policy` })).status).toBe(204);
    expect((await box.call({ method: "HEAD", url: `${s3}/lim` })).status).toBe(200);
  });
});
