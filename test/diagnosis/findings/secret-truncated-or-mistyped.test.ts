import { describe, expect, it } from "vitest";
import { exampleKnowledge, signedExample } from "../../../src/diagnosis/example.ts";
import { secretTruncatedOrMistyped } from "../../../src/diagnosis/findings/secret-truncated-or-mistyped.ts";
import { accusedOf } from "../../support/correct-traffic.ts";
import { examined } from "../../support/examined.ts";

describe("secret-truncated-or-mistyped", () => {
  it("is the only cause of its own example", async () => {
    const examination = await examined(secretTruncatedOrMistyped.example());
    expect(examination.causes).toEqual(["secret-truncated-or-mistyped"]);
    expect(
      examination.findings.filter(({ severity }) => severity === "error").map(({ rule }) => rule),
    ).toEqual(["secret-truncated-or-mistyped"]);
  });

  it("is proven without the first three characters", async () => {
    const examination = await examined(
      signedExample({
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
        secret: "lrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
      }),
    );
    expect(examination.causes).toEqual(["secret-truncated-or-mistyped"]);
    expect(examination.findings[0]?.detail).toBe(
      "The client signed with the secret without its first 3 characters.",
    );
    expect(JSON.stringify([examination.findings, examination.proof])).not.toContain("bPxRfiCY");
  });

  it("is proven for a double click that stopped at the first slash", async () => {
    const examination = await examined(
      signedExample({
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
        secret: "wJalrXUtnFEMI",
      }),
    );
    expect(examination.causes).toEqual(["secret-truncated-or-mistyped"]);
    expect(examination.findings[0]?.detail).toBe(
      "The client signed with the secret up to one of its / or + only.",
    );
    expect(JSON.stringify([examination.findings, examination.proof])).not.toContain("bPxRfiCY");
  });

  it("is proven for one letter in the other case", async () => {
    const examination = await examined(
      signedExample({
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
        secret: "wjalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
      }),
    );
    expect(examination.causes).toEqual(["secret-truncated-or-mistyped"]);
    expect(examination.findings[0]?.detail).toBe(
      "The client signed with the secret with one letter in the other case.",
    );
    expect(JSON.stringify([examination.findings, examination.proof])).not.toContain("bPxRfiCY");
  });

  it("is proven for a digit mistaken for a letter", async () => {
    const examination = await examined(
      signedExample({
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
        secret: "wJalrXUtnFEMI/KTMDENG/bPxRfiCYEXAMPLEKEY",
      }),
    );
    expect(examination.causes).toEqual(["secret-truncated-or-mistyped"]);
    expect(examination.findings[0]?.detail).toBe(
      "The client signed with the secret with one character mistaken for one that looks like it.",
    );
    expect(JSON.stringify([examination.findings, examination.proof])).not.toContain("bPxRfiCY");
  });

  it("is proven for any one wrong character", async () => {
    const secret = "wJalrXUtnFEMI/K7MDEN9/bPxRfiCYEXAMPLEKEY";
    const examination = await examined(
      signedExample({ url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt", secret }),
    );
    expect(examination.causes).toEqual(["secret-truncated-or-mistyped"]);
    expect(examination.findings[0]?.detail).toBe(
      "The client signed with the secret with one wrong character.",
    );
  });

  it("is proven for two neighbours exchanged", async () => {
    const examination = await examined(
      signedExample({
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
        secret: "wJalrUXtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
      }),
    );
    expect(examination.causes).toEqual(["secret-truncated-or-mistyped"]);
    expect(examination.findings[0]?.detail).toBe(
      "The client signed with the secret with two neighbouring characters exchanged.",
    );
    expect(JSON.stringify([examination.findings, examination.proof])).not.toContain("bPxRfiCY");
  });

  it("leaves a line feed to its own rule", async () => {
    const examination = await examined(
      signedExample({
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
        secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n",
      }),
    );
    expect(examination.causes).toEqual(["secret-whitespace-newline"]);
  });

  it("is proven where the known secret is the one that lacks a character", async () => {
    const examination = await examined(
      signedExample({
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
        knowledge: exampleKnowledge("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKE"),
      }),
    );
    expect(examination.causes).toEqual(["secret-truncated-or-mistyped"]);
    expect(examination.findings[0]?.detail).toBe(
      "The client signed with the secret with one more character than the known one has.",
    );
  });

  it("can be combined with a change of the request, wherever the one character was lost", async () => {
    for (const place of [4, 20]) {
      const whole = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
      const { causes } = await examined(
        signedExample({
          method: "PUT",
          url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
          headers: [["x-amz-meta-city", "big OSLO"]],
          body: "text",
          secret: whole.slice(0, place) + whole.slice(place + 1),
          signedInput: (input) => ({
            ...input,
            headers: input.headers.map(({ name, value }) => ({
              name,
              value: name === "x-amz-meta-city" ? value.toLowerCase() : value,
            })),
          }),
        }),
      );
      expect(causes.toSorted()).toEqual(["header-value-case", "secret-truncated-or-mistyped"]);
    }
  });

  it("finds nothing in correct traffic", async () => {
    expect(await accusedOf(secretTruncatedOrMistyped)).toEqual([]);
  });
});
