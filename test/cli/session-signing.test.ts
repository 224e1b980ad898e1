import { describe, expect, it } from "vitest";
import { signingDecider, signingNote } from "../../src/cli/session-signing.ts";
import { createExaminer } from "../../src/diagnosis/examine.ts";
import { exampleKnowledge, signedExample } from "../../src/diagnosis/example.ts";
import { amzDate } from "../../src/sigv4/amz-date.ts";
import { noKnowledge } from "../../src/sigv4/known-credentials.ts";

describe("signing again in a session", () => {
  it("is not there when it is off", () => {
    expect(signingDecider("off", { examiner: () => createExaminer(noKnowledge) })).toBe(null);
    expect(signingNote({ resign: "off" })).toBe(null);
  });

  it("goes by what is known at the moment", () => {
    const { request } = signedExample({
      url: "https://b.s3.us-east-1.amazonaws.com/a",
      date: amzDate(Date.now()),
      secret: "another",
    });
    let knowledge = noKnowledge;
    const decide = signingDecider("mismatch", { examiner: () => createExaminer(knowledge) });
    expect(decide?.(request, null)).toEqual({ action: "leave", reason: null });
    knowledge = exampleKnowledge();
    expect(decide?.(request, null).action).toBe("sign");
  });

  it("is said before the first request", () => {
    expect(signingNote({ resign: "mismatch" })).toMatch(
      /^--resign mismatch: requests whose signature does not match are SIGNED AGAIN /,
    );
    expect(signingNote({ resign: "all" })).toMatch(
      /^--resign all: requests of every known key id are SIGNED AGAIN /,
    );
  });
});
