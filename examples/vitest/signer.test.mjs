// countersign check -- npx vitest run
import { expect, test } from "vitest";
import { send } from "./signer.mjs";

const credentials = {
  accessKeyId: process.env.AWS_ACCESS_KEY_ID,
  secretAccessKey: process.env.AWS_SECRET_ACCESS_KEY,
};

test("a signed call is answered", async () => {
  const call = {
    host: "sts.us-east-1.amazonaws.com",
    path: "/",
    service: "sts",
    region: "us-east-1",
    body: "Action=GetCallerIdentity&Version=2011-06-15",
  };
  const { status, text } = await send(call, credentials);
  expect(text).toContain("GetCallerIdentityResponse");
  expect(status).toBe(200);
});
