import { describe, expect, it } from "vitest";
import { exampleResponse } from "../../../src/diagnosis/example.ts";
import type { EventRecipe } from "../../../src/diagnosis/example-events.ts";
import { eventFrame, eventStreamExample, textHeader } from "../../../src/diagnosis/example-events.ts";
import { eventStreamSignature } from "../../../src/diagnosis/findings/event-stream-signature.ts";
import { emptySha256Hex } from "../../../src/http/digest.ts";
import { latin1Bytes, wholeBody } from "../../../src/http/http-message.ts";
import { accusedOf } from "../../support/correct-traffic.ts";
import { examined } from "../../support/examined.ts";

describe("event-stream-signature", () => {
  it("takes a right stream, past midnight too", async () => {
    for (const atMs of [() => 0, (index: number) => index * 12 * 3_600_000]) {
      const { verdict, findings } = await examined(eventStreamExample({ atMs }));
      expect({ verdict, findings }).toEqual({ verdict: "valid", findings: [] });
    }
  });

  it.each([
    ["the seed signature", 1, { signedEvent: (text, _, seed) => ({ ...text, previous: seed }) }],
    ["the time 20260102T030405Z", 1, { signedEvent: (text) => ({ ...text, timestamp: "20260102T030405Z" }) }],
    [
      "the hash of nothing before the last line",
      0,
      { signedEvent: (text) => ({ ...text, middle: emptySha256Hex }) },
    ],
    [
      "no line between the signature before it and the hash",
      0,
      { signedEvent: (text) => ({ ...text, middle: null }) },
    ],
  ] satisfies readonly [string, number, EventRecipe][])("is proven for %s", async (words, index, recipe) => {
    const { verdict, causes, findings } = await examined(eventStreamExample(recipe));
    expect({ verdict, causes }).toEqual({ verdict: "mismatch", causes: ["event-stream-signature"] });
    expect(findings[0]).toMatchObject({
      certainty: "proven",
      evidence: { part: "event", index, signedWith: [words] },
    });
  });

  it("is observed for an event that was left out", async () => {
    const framed = (body: Uint8Array) => {
      const length = new DataView(body.buffer, body.byteOffset).getUint32(0);
      return body.slice(length);
    };
    const { causes, findings } = await examined(eventStreamExample({ framed }));
    expect(causes).toEqual(["event-stream-signature"]);
    expect(findings[0]).toMatchObject({ certainty: "observed", evidence: { index: 0, failing: 1 } });
  });

  it("is observed for events without a signature", async () => {
    const framed = () => eventFrame(new Uint8Array(0), latin1Bytes("bare"));
    const { causes, findings } = await examined(eventStreamExample({ framed }));
    expect(causes).toEqual(["event-stream-signature"]);
    expect(findings[0]?.detail).toBe("Event 0 (events count from 0) carries no :chunk-signature.");
  });

  it("reads the exception inside the answer", async () => {
    const exception = eventFrame(
      textHeader(":exception-type", "BadRequestException"),
      latin1Bytes('{"Message":"Signature expired: 20260102T030405Z is now earlier than 20260102T031000Z"}'),
    );
    const response = {
      ...exampleResponse(200, [["Content-Type", "application/vnd.amazon.eventstream"]], ""),
      body: wholeBody(exception),
    };
    const knowledge = { credentials: [], signingKeys: [] };
    const { verdict, causes, findings } = await examined(
      eventStreamExample({ request: { response, knowledge } }),
    );
    expect({ verdict, causes }).toEqual({ verdict: "unverifiable", causes: ["event-stream-signature"] });
    expect(findings[0]?.detail).toContain("BadRequestException: ");
    expect(findings[0]?.detail).toContain("Signature expired");
  });

  it("leaves other exceptions alone", async () => {
    const exception = eventFrame(textHeader(":exception-type", "LimitExceededException"), latin1Bytes("{}"));
    const response = {
      ...exampleResponse(200, [["Content-Type", "application/vnd.amazon.eventstream"]], ""),
      body: wholeBody(exception),
    };
    expect((await examined(eventStreamExample({ request: { response } }))).findings).toEqual([]);
  });

  it("finds nothing in correct traffic", async () => {
    expect(await accusedOf(eventStreamSignature)).toEqual([]);
  });
});
