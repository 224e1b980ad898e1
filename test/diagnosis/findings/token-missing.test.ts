import { describe, expect, it } from "vitest";
import { exampleSecret, signedExample } from "../../../src/diagnosis/example.ts";
import { tokenMissing } from "../../../src/diagnosis/findings/token-missing.ts";
import { Secret } from "../../../src/sigv4/secret.ts";
import { accusedOf } from "../../support/correct-traffic.ts";
import { examined } from "../../support/examined.ts";

describe("token-missing", () => {
  it("is the only cause of its own example", async () => {
    const examination = await examined(tokenMissing.example());
    expect(examination.causes).toEqual(["token-missing"]);
    expect(
      examination.findings.filter(({ severity }) => severity === "error").map(({ rule }) => rule),
    ).toEqual(["token-missing"]);
  });

  it("is found in a presigned URL", async () => {
    const examination = await examined(
      signedExample({
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
        presignedSeconds: 60,
        accessKeyId: "ASIAIOSFODNN7EXAMPLE",
        knowledge: {
          credentials: [
            {
              accessKeyId: "ASIAIOSFODNN7EXAMPLE",
              secretAccessKey: new Secret(exampleSecret),
              spelling: null,
              sessionToken: null,
              source: "profile example",
            },
          ],
          signingKeys: [],
        },
      }),
    );
    expect(examination.causes).toEqual(["token-missing"]);
  });

  it("is found for a Query service whose key nobody knows", async () => {
    const examination = await examined(
      signedExample({
        method: "POST",
        url: "https://sts.us-east-1.amazonaws.com/",
        service: "sts",
        body: "Action=GetCallerIdentity&Version=2011-06-15",
        accessKeyId: "ASIAI44QH8DHBEXAMPLE",
        secret: "none of ours",
      }),
    );
    expect(examination.causes).toEqual(["token-missing"]);
  });

  it("is not found where the token is sent", async () => {
    const examination = await examined(
      signedExample({
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
        accessKeyId: "ASIAIOSFODNN7EXAMPLE",
        sessionToken: "IQoJb3JpZ2luX2VjEXAMPLETOKEN",
        knowledge: {
          credentials: [
            {
              accessKeyId: "ASIAIOSFODNN7EXAMPLE",
              secretAccessKey: new Secret(exampleSecret),
              spelling: null,
              sessionToken: null,
              source: "profile example",
            },
          ],
          signingKeys: [],
        },
      }),
    );
    expect(examination.causes).toEqual([]);
  });

  it("leaves an unsigned token to its own rule", async () => {
    const examination = await examined(
      signedExample({
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
        accessKeyId: "ASIAIOSFODNN7EXAMPLE",
        unsignedHeaders: [["X-Amz-Security-Token", "IQoJb3JpZ2luX2VjEXAMPLETOKEN"]],
        knowledge: {
          credentials: [
            {
              accessKeyId: "ASIAIOSFODNN7EXAMPLE",
              secretAccessKey: new Secret(exampleSecret),
              spelling: null,
              sessionToken: null,
              source: "profile example",
            },
          ],
          signingKeys: [],
        },
      }),
    );
    expect(examination.causes).toEqual(["token-unsigned"]);
  });

  it("finds nothing in correct traffic", async () => {
    expect(await accusedOf(tokenMissing)).toEqual([]);
  });
});
