import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openTestSandbox } from "../support/sandbox-client.ts";

let box: ReturnType<typeof openTestSandbox>;
beforeEach(() => {
  box = openTestSandbox();
});
afterEach(() => box.close());

const sts = {
  method: "POST",
  url: "https://sts.us-east-1.amazonaws.com/",
  service: "sts",
  headers: [["Content-Type", "application/x-www-form-urlencoded"]],
} as const;

describe("STS", () => {
  it("tells the caller's identity", async () => {
    const reply = await box.call({ ...sts, body: "Action=GetCallerIdentity&Version=2011-06-15" });
    expect(reply.status).toBe(200);
    expect(reply.headers["content-type"]).toBe("text/xml");
    expect(reply.text).toContain(
      '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">',
    );
    expect(reply.text).toContain("<Account>000000000000</Account>");
  });

  it("says of other actions that nothing was done", async () => {
    expect((await box.call({ ...sts, body: "Action=AssumeRole" })).text).toContain(
      "<AssumeRoleResult><CountersignSandbox>",
    );
  });
});
