import { describe, expect, it } from "vitest";
import type { ExampleRecipe } from "../../src/diagnosis/example.ts";
import { signedExample, withHeader } from "../../src/diagnosis/example.ts";
import { endpointOf } from "../../src/endpoints/endpoint.ts";
import {
  destinationObstacle,
  signingObstacle,
  signingWindowMs,
} from "../../src/interception/signing-obstacles.ts";
import { parseEnvelope } from "../../src/sigv4/envelope.ts";

const nowEpochMs = Date.parse("2026-01-02T03:04:05Z");
const get: ExampleRecipe = { url: "https://examplebucket.s3.us-east-1.amazonaws.com/a" };

function obstacle(recipe: Partial<ExampleRecipe> = {}, at = nowEpochMs): string | null {
  const { request } = signedExample({ ...get, ...recipe });
  const reading = parseEnvelope(request);
  return reading.kind === "read" ? signingObstacle(request, reading.envelope, at) : reading.kind;
}

function destination(recipe: Partial<ExampleRecipe>): string | null {
  const { request } = signedExample({ ...get, ...recipe });
  const reading = parseEnvelope(request);
  return reading.kind === "read"
    ? destinationObstacle(reading.envelope, endpointOf(request.authority))
    : reading.kind;
}

describe("a request that may be signed again", () => {
  it("is a plain one, by header or by query", () => {
    expect(obstacle()).toBe(null);
    expect(obstacle({ presignedSeconds: 60 })).toBe(null);
    expect(obstacle({ secret: "another" })).toBe(null);
  });

  it("comes from no web page", () => {
    for (const name of ["Origin", "sec-fetch-site", "Sec-Fetch-Mode"])
      expect(obstacle({ unsignedHeaders: [[name, "cross-site"]] })).toBe("a web page sent it");
  });

  it("signs every x-amz header, its Host, and nothing that is not there", () => {
    expect(obstacle({ unsignedHeaders: [["X-Amz-Acl", "public-read"]] })).toBe(
      "its header x-amz-acl is not signed",
    );
    expect(obstacle({ unsignedHeaders: [["Upgrade", "websocket"]] })).toBe("it switches protocols");
    const edited = (from: RegExp, to: string) => ({
      sent: (request: Parameters<NonNullable<ExampleRecipe["sent"]>>[0]) =>
        withHeader(
          request,
          "Authorization",
          request.headers.find(([name]) => name === "Authorization")?.[1].replace(from, to) ?? "",
        ),
    });
    expect(obstacle(edited(/host;/, ""))).toBe("its Host is not signed");
    expect(obstacle(edited(/host;/, "x-b;x-a;host;"))).toBe("its SignedHeaders is not in canonical form");
    expect(obstacle(edited(/host;/, "age;host;"))).toBe("a header that it signs is not sent");
    expect(obstacle(edited(/Signature=(.)/, "Signature=Z"))).toBe("its envelope breaks the grammar");
    expect(obstacle(edited(/aws4_request/, "aws4_reply"))).toBe("its credential scope has another end");
    expect(obstacle({ url: `${get.url}?X-Amz-Signature=00` })).toBe("it carries two signatures");
  });

  it("is not older or younger than five minutes", () => {
    expect(signingWindowMs).toBe(300_000);
    expect(obstacle({}, nowEpochMs + 300_000)).toBe(null);
    expect(obstacle({}, nowEpochMs + 301_000)).toBe("its date is more than five minutes from now");
    expect(obstacle({}, nowEpochMs - 301_000)).toBe("its date is more than five minutes from now");
    expect(obstacle({ scope: { date: "20260101" } })).toBe(
      "its credential scope is of another day than its date",
    );
  });
});

describe("a scope that is its destination's", () => {
  it("names the service and region of an AWS host", () => {
    expect(destination({})).toBe(null);
    expect(destination({ url: "https://s3.amazonaws.com/b/a" })).toBe(null);
    expect(destination({ service: "sqs" })).toBe("its credential scope names another service than its host");
    expect(destination({ region: "eu-west-1" })).toBe(
      "its credential scope names another region than its host",
    );
    expect(destination({ url: "https://localhost:4566/b/a" })).toBe("its host is none of AWS");
    expect(destination({ url: "https://evil.internal/" })).toBe("its host is none of AWS");
  });

  it("is the one that a host of an unlisted service spells", () => {
    const url = "https://brandnew.us-east-1.amazonaws.com/";
    expect(destination({ url, service: "brandnew" })).toBe(null);
    expect(destination({ url, service: "s3" })).toBe(
      "its credential scope names another service than its host",
    );
    expect(destination({ url, service: "brandnew", region: "eu-west-1" })).toBe(
      "its credential scope names another region than its host",
    );
  });
});
