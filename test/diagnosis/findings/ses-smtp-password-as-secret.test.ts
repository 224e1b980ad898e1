import { describe, expect, it } from "vitest";
import { exampleKnowledge } from "../../../src/diagnosis/example.ts";
import { sesSmtpPasswordAsSecret } from "../../../src/diagnosis/findings/ses-smtp-password-as-secret.ts";
import { oldSesSmtpPassword, sesSmtpPassword } from "../../../src/sigv4/ses-smtp-password.ts";
import { causesOf, findingsOf, proofOf } from "../../support/causes-of.ts";
import { accusedOf } from "../../support/correct-traffic.ts";
import { examined } from "../../support/examined.ts";

const secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
const id = "ses-smtp-password-as-secret";
const recipe = {
  method: "POST",
  url: "https://email.eu-west-1.amazonaws.com/v2/email/outbound-emails",
  service: "ses",
  region: "eu-west-1",
  body: "{}",
};

describe(id, () => {
  it("is the only cause of its own example", async () => {
    expect((await examined(sesSmtpPasswordAsSecret.example())).causes).toEqual([id]);
  });

  it.each(["eu-west-1", "us-east-1", "ap-southeast-2"])(
    "is proven for the password of %s",
    async (region) => {
      expect(await causesOf({ ...recipe, secret: sesSmtpPassword(secret, region) })).toEqual([id]);
    },
  );

  it("is proven for a password of the old kind, and shows neither it nor the secret", async () => {
    const password = oldSesSmtpPassword(secret);
    const { causes, changes } = await proofOf({ ...recipe, secret: password });
    expect(causes).toEqual([id]);
    expect(changes).toEqual([
      "secret access key: as countersign knows it -> as an SMTP password of the old kind",
    ]);
  });

  it("is seen where the known secret is such a password and the client signs with it", async () => {
    const password = sesSmtpPassword(secret, "us-east-1");
    const known = { ...recipe, secret: password, knowledge: exampleKnowledge(password) };
    expect(await causesOf(known)).toEqual([id]);
  });

  it("is suspected where the known secret is such a password and the client has another", async () => {
    const known = { ...recipe, knowledge: exampleKnowledge(sesSmtpPassword(secret, "us-east-1")) };
    expect(await findingsOf(known)).toContain(`${id} suspected error`);
    expect(await causesOf(known)).toEqual([]);
  }, 30_000);

  it("finds nothing in correct traffic", async () => {
    expect(await accusedOf(sesSmtpPasswordAsSecret)).toEqual([]);
  });
});
