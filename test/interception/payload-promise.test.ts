import { describe, expect, it } from "vitest";
import type { ExampleRecipe } from "../../src/diagnosis/example.ts";
import { signedExample } from "../../src/diagnosis/example.ts";
import type { PayloadPromise } from "../../src/interception/payload-promise.ts";
import { payloadPromise } from "../../src/interception/payload-promise.ts";
import { parseEnvelope } from "../../src/sigv4/envelope.ts";

const hash = "a".repeat(64);

function promise(
  headers: readonly (readonly [string, string])[],
  recipe: Partial<ExampleRecipe> = {},
): PayloadPromise {
  const { request } = signedExample({
    url: "https://sqs.us-east-1.amazonaws.com/",
    service: "sqs",
    ...recipe,
  });
  const reading = parseEnvelope(request);
  if (reading.kind !== "read") throw new Error("this is a bug: no envelope");
  const own = request.headers.filter(([name]) => !/^(?:x-amz-content-sha256|content-length)$/i.test(name));
  return payloadPromise(
    { ...request, headers: [...own, ...headers] },
    reading.envelope,
    recipe.service ?? "sqs",
  );
}

describe("what a head promises of its body", () => {
  it("is the hash that it says", () => {
    expect(
      promise([
        ["X-Amz-Content-Sha256", hash],
        ["Content-Length", "2"],
      ]),
    ).toEqual({ kind: "hash", sha256Hex: hash });
    expect(promise([["X-Amz-Content-Sha256", hash]])).toEqual({ kind: "hash", sha256Hex: hash });
  });

  it("is not said where there is a body and no hash, and is nothing where there is no body", () => {
    expect(promise([["Content-Length", "2"]])).toEqual({ kind: "unsaid" });
    expect(promise([["Transfer-Encoding", "chunked"]])).toEqual({ kind: "unsaid" });
    const nothing = {
      kind: "nothing",
      sha256Hex: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    };
    expect(promise([])).toEqual(nothing);
    expect(promise([["Content-Length", "0"]])).toEqual(nothing);
    expect(
      promise([
        ["x-amz-content-sha256", "UNSIGNED-PAYLOAD"],
        ["Content-Length", "2"],
      ]),
    ).toEqual(nothing);
    expect(
      promise([["Content-Length", "2"]], {
        service: "s3",
        presignedSeconds: 60,
        url: "https://b.s3.us-east-1.amazonaws.com/a",
      }),
    ).toEqual(nothing);
  });

  it("is the form of a streamed body", () => {
    expect(promise([["x-amz-content-sha256", "STREAMING-UNSIGNED-PAYLOAD-TRAILER"]])).toEqual({
      kind: "framed",
    });
    expect(promise([["x-amz-content-sha256", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"]])).toEqual({
      kind: "chunks",
      trailer: false,
    });
    expect(promise([["x-amz-content-sha256", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER"]])).toEqual({
      kind: "chunks",
      trailer: true,
    });
  });

  it("cannot be kept for events, other algorithms and what is no hash", () => {
    const reason = "its x-amz-content-sha256 is none that can be made again";
    for (const value of [
      "STREAMING-AWS4-HMAC-SHA256-EVENTS",
      "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD",
      "A".repeat(64),
      "",
    ])
      expect(promise([["x-amz-content-sha256", value]])).toEqual({ kind: "impossible", reason });
  });
});
