import { describe, expect, it } from "vitest";
import { signedExample } from "../../../src/diagnosis/example.ts";
import { akidEmpty } from "../../../src/diagnosis/findings/akid-empty.ts";
import { authorizationEdited } from "../../support/authorization.ts";
import { accusedOf } from "../../support/correct-traffic.ts";
import { examined } from "../../support/examined.ts";

describe("akid-empty", () => {
  it("is the only cause of its own example", async () => {
    const examination = await examined(akidEmpty.example());
    expect(examination.causes).toEqual(["akid-empty"]);
    expect(
      examination.findings.filter(({ severity }) => severity === "error").map(({ rule }) => rule),
    ).toEqual(["akid-empty"]);
  });

  it("is proven by the key whose signature it is", async () => {
    const examination = await examined(akidEmpty.example());
    expect(examination.findings[0]?.certainty).toBe("proven");
    expect(examination.findings[0]?.detail).toBe(
      "The access key id is empty; the signature is that of AKIAIOSFODNN7EXAMPLE.",
    );
  });

  it("is found in a presigned URL of nobody known", async () => {
    const examination = await examined(
      signedExample({
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
        presignedSeconds: 60,
        accessKeyId: "",
        knowledge: { credentials: [], signingKeys: [] },
      }),
    );
    expect(examination.causes).toEqual(["akid-empty"]);
  });

  it("is not found for an id with a blank", async () => {
    const examination = await examined(
      signedExample({
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
        accessKeyId: "AKIAIOSFODNN7EXAMPLE",
        sent: authorizationEdited((text) => text.replace("Credential=", "Credential= ")),
      }),
    );
    expect(examination.causes).toEqual(["akid-whitespace"]);
  });

  it("finds nothing in correct traffic", async () => {
    expect(await accusedOf(akidEmpty)).toEqual([]);
  });
});
