import { describe, expect, it } from "vitest";
import { sessionEndpoint, signingDecider, signingNote } from "../../src/cli/session-signing.ts";
import { createExaminer } from "../../src/diagnosis/examine.ts";
import { exampleKnowledge, signedExample } from "../../src/diagnosis/example.ts";
import { amzDate } from "../../src/sigv4/amz-date.ts";
import { noKnowledge } from "../../src/sigv4/known-credentials.ts";

describe("signing again in a session", () => {
  it("is not there when it is off", () => {
    expect(signingDecider("off", { examiner: () => createExaminer(noKnowledge) })).toBe(null);
    expect(signingNote({ resign: "off", endpointMode: false })).toBe(null);
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

  it("is an endpoint's where that is asked for, for names of loopback unless other machines reach it", () => {
    const flow = { examiner: () => createExaminer(exampleKnowledge()) };
    expect(sessionEndpoint({ endpointMode: false, host: "127.0.0.1" }, flow)).toBe(null);
    expect(sessionEndpoint({ endpointMode: true, host: "127.0.0.1" }, flow)?.anyName).toBe(false);
    expect(sessionEndpoint({ endpointMode: true, host: "0.0.0.0" }, flow)?.anyName).toBe(true);
    const { request } = signedExample({
      url: "http://127.0.0.1:8080/b/a",
      service: "s3",
      date: amzDate(Date.now()),
    });
    const decision = sessionEndpoint({ endpointMode: true, host: "localhost" }, flow)?.decide(request, null, {
      bucket: null,
    });
    expect(decision).toMatchObject({ action: "sign", host: "s3.us-east-1.amazonaws.com" });
  });

  it("is said before the first request", () => {
    expect(signingNote({ resign: "mismatch", endpointMode: false })).toMatch(
      /^--resign mismatch: requests whose signature does not match are SIGNED AGAIN /,
    );
    expect(signingNote({ resign: "all", endpointMode: false })).toMatch(
      /^--resign all: requests of every known key id are SIGNED AGAIN /,
    );
    expect(signingNote({ resign: "off", endpointMode: true })).toMatch(
      /^--endpoint-mode: requests .* SIGNED AGAIN /,
    );
  });
});
