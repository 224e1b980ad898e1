import { describe, expect, it } from "vitest";
import { exampleResponse, signedExample } from "../../../src/diagnosis/example.ts";
import { secretAkidMismatchedPair } from "../../../src/diagnosis/findings/secret-akid-mismatched-pair.ts";
import { accusedOf } from "../../support/correct-traffic.ts";
import { examined } from "../../support/examined.ts";

describe("secret-akid-mismatched-pair", () => {
  it("is the only cause of its own example", async () => {
    const examination = await examined(secretAkidMismatchedPair.example());
    expect(examination.causes).toEqual(["secret-akid-mismatched-pair"]);
    expect(
      examination.findings.filter(({ severity }) => severity === "error").map(({ rule }) => rule),
    ).toEqual(["secret-akid-mismatched-pair"]);
  });

  it("is proven for an unknown id with the secret of a known one", async () => {
    const examination = await examined(
      signedExample({
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
        accessKeyId: "AKIAI44QH8DHBEXAMPLE",
      }),
    );
    expect(examination.causes).toEqual(["secret-akid-mismatched-pair"]);
    expect(examination.findings[0]?.detail).toBe(
      "The Credential names AKIAI44QH8DHBEXAMPLE; the signature is made with the secret of AKIAIOSFODNN7EXAMPLE (profile example).",
    );
  });

  it("is concluded where AWS built the same canonical request and nobody knows the secret", async () => {
    const example = signedExample({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
      knowledge: { credentials: [], signingKeys: [] },
    });
    const shown = (example.signedCanonicalRequest ?? "").replaceAll("&", "&amp;");
    const body = `<Error><Code>SignatureDoesNotMatch</Code><Message>The request signature we calculated does not match the signature you provided. Check your key and signing method.</Message><CanonicalRequest>${shown}</CanonicalRequest></Error>`;
    const examination = await examined({ ...example, response: exampleResponse(403, [], body) });
    expect(examination.causes).toEqual(["secret-akid-mismatched-pair"]);
    expect(examination.findings[0]?.evidence.alsoPossible).toContain("secret-truncated-or-mistyped");
  });

  it("is not concluded where AWS built another canonical request", async () => {
    const example = signedExample({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
      knowledge: { credentials: [], signingKeys: [] },
    });
    const shown = (example.signedCanonicalRequest ?? "").replace("/a.txt", "/b.txt");
    const body = `<Error><Code>SignatureDoesNotMatch</Code><Message>The request signature we calculated does not match the signature you provided.</Message><CanonicalRequest>${shown}</CanonicalRequest></Error>`;
    expect(
      (await examined({ ...example, response: exampleResponse(403, [], body) }, [secretAkidMismatchedPair]))
        .causes,
    ).toEqual(["changed-on-the-way"]);
  });

  it("leaves a spoiled secret of the same key to its own rule", async () => {
    const examination = await examined(
      signedExample({
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
        secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY ",
      }),
    );
    expect(examination.causes).toEqual(["secret-whitespace-newline"]);
  });

  it("finds nothing in correct traffic", async () => {
    expect(await accusedOf(secretAkidMismatchedPair)).toEqual([]);
  });
});
