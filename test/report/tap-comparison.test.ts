import { describe, expect, it } from "vitest";
import type { ExampleRecipe } from "../../src/diagnosis/example.ts";
import { exampleResponse, signedExample, withHeader } from "../../src/diagnosis/example.ts";
import type { CapturedResponse } from "../../src/http/captured-exchange.ts";
import type { TapComparison } from "../../src/report/tap-comparison.ts";
import { tapComparison } from "../../src/report/tap-comparison.ts";
import { place, put, refusal } from "../support/tap-places.ts";

function behind(sent: NonNullable<ExampleRecipe["sent"]>, knows = false): TapComparison {
  return tapComparison(place(put, { knows }), place({ ...put, sent }, { knows }));
}

const elsewhere: NonNullable<ExampleRecipe["sent"]> = (request) => ({ ...request, target: "/a/b" });

describe("one request at two places", () => {
  it("is unchanged, and right or wrong before, where a secret tells", () => {
    expect(behind((request) => request)).toEqual({
      changes: [],
      notCompared: [],
      effect: "unchanged",
      certainty: null,
      brokenHop: null,
      wrongBefore: null,
      delayMs: null,
    });
    expect(behind((request) => request, true).wrongBefore).toBe(false);
  });

  it("is broken by changes of what was signed: target, signed header, body", () => {
    expect(behind(elsewhere)).toMatchObject({
      effect: "breaks",
      certainty: "observed",
      brokenHop: "between",
      changes: [{ part: "path", before: "/a//b", after: "/a/b", signed: true }],
    });
    expect(behind((request) => withHeader(request, "Content-Type", null))).toMatchObject({
      effect: "breaks",
      changes: [{ part: "header content-type", before: "text/plain", after: null, signed: true }],
    });
    const body = behind((request) => ({
      ...request,
      body: signedExample({ ...put, body: "hallo" }).request.body,
    }));
    expect([body.effect, body.changes.map(({ part, signed }) => [part, signed])]).toEqual([
      "breaks",
      [["body", true]],
    ]);
  });

  it("is proven to be broken between them where a secret shows it right before", () => {
    expect(behind(elsewhere, true)).toMatchObject({
      effect: "breaks",
      certainty: "proven",
      wrongBefore: false,
    });
  });

  it("is not broken by changes of what was not signed, or of its spelling alone", () => {
    expect(behind((request) => withHeader(request, "User-Agent", "proxy")).effect).toBe("harmless");
  });

  it("is told where signed things are spelt otherwise, and harmless where a secret or the server says so", () => {
    const respelt: ExampleRecipe = { ...put, sent: (request) => ({ ...request, target: "/%61//b" }) };
    expect(tapComparison(place(put), place(respelt))).toMatchObject({
      effect: "respelled",
      brokenHop: null,
      changes: [{ part: "path", before: "/a//b", after: "/%61//b", signed: false, respelled: true }],
    });
    expect(behind((request) => withHeader(request, "Content-Type", " text/plain")).effect).toBe("respelled");
    expect(tapComparison(place(put), place(respelt, { knows: true })).effect).toBe("harmless");
    const taken = exampleResponse(200, [], "");
    expect(tapComparison(place(put), place(respelt, { response: taken })).effect).toBe("harmless");
    expect(
      tapComparison(place(put), place(respelt, { response: refusal("as it passed") })).brokenHop,
    ).toBeNull();
  });

  it("tells changes and no effect where nothing says what was signed", () => {
    const without = (target: string) =>
      place({ ...put, sent: (request) => ({ ...withHeader(request, "Authorization", null), target }) });
    expect(tapComparison(without("/a"), without("/b"))).toMatchObject({ effect: "unknown", brokenHop: null });
  });

  it("is broken where the signature went away", () => {
    const gone = behind((request) => withHeader(request, "Authorization", null));
    expect([gone.effect, gone.changes.map(({ part }) => part)]).toEqual(["breaks", ["header authorization"]]);
  });

  it("was not broken where the signature holds behind: the client signed what the middlebox makes of it", () => {
    const asSent: ExampleRecipe = { ...put, sent: (request) => ({ ...request, target: "/s3/a//b" }) };
    const right = tapComparison(place(asSent, { knows: true }), place(put, { knows: true }));
    expect(right).toMatchObject({ effect: "fits", brokenHop: null, wrongBefore: true });
    const taken: CapturedResponse = exampleResponse(200, [], "");
    expect(tapComparison(place(asSent), place(put, { response: taken })).effect).toBe("fits");
    const proven = tapComparison(place(put, { knows: true }), place(asSent, { response: taken }));
    expect(proven).toMatchObject({ effect: "breaks", certainty: "proven" });
  });

  it("was signed again where another whole signature stands behind", () => {
    const again = tapComparison(place(put), place({ ...put, date: "20260102T030406Z" }));
    expect([again.effect, again.brokenHop]).toEqual(["resigned", null]);
  });
});

describe("a broken hop that is neither", () => {
  it("lies before the first tap where a secret says so", () => {
    const wrong = { ...put, secret: "other" };
    expect(tapComparison(place(wrong, { knows: true }), place(wrong, { knows: true }))).toMatchObject({
      effect: "unchanged",
      brokenHop: "before",
      wrongBefore: true,
    });
  });

  it("is told from the server's answer without any secret", () => {
    const told = (server: string | null): unknown =>
      tapComparison(place(put), place(put, { response: refusal(server) })).brokenHop;
    expect(told("as it passed")).toBe("before-or-key");
    expect(told("another")).toBe("behind");
    expect(told(null)).toBe("not-between");
  });

  it("is the key where the secret says right and the server read the same", () => {
    const told = (server: string | null): unknown =>
      tapComparison(place(put, { knows: true }), place(put, { response: refusal(server), knows: true }))
        .brokenHop;
    expect(told("as it passed")).toBe("key");
    expect(told("another")).toBe("behind");
    expect(told(null)).toBe("behind-or-key");
  });

  it("is none where the request was refused for something else", () => {
    const denied = exampleResponse(403, [], "<Error><Code>AccessDenied</Code><Message>no</Message></Error>");
    expect(tapComparison(place(put), place(put, { response: denied })).brokenHop).toBeNull();
  });
});

describe("the time between two places", () => {
  it("is told where both know it", () => {
    const at = (receivedAtEpochMs: number) =>
      place({ ...put, sent: (request) => ({ ...request, receivedAtEpochMs }) });
    expect(tapComparison(at(1000), at(1042)).delayMs).toBe(42);
  });
});
