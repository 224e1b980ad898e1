import { describe, expect, it } from "vitest";
import { exampleResponse, withHeader } from "../../../src/diagnosis/example.ts";
import type { ChunkedRecipe } from "../../../src/diagnosis/example-chunked.ts";
import { chunkedExample } from "../../../src/diagnosis/example-chunked.ts";
import { decodedLengthWrong } from "../../../src/diagnosis/findings/decoded-length-wrong.ts";
import { wholeBody } from "../../../src/http/http-message.ts";
import { accusedOf } from "../../support/correct-traffic.ts";
import { examined } from "../../support/examined.ts";

const cutTo = (bytes: number): ChunkedRecipe => ({
  request: {
    sent: (request) => ({
      ...withHeader(request, "Content-Length", String(bytes)),
      body: wholeBody((request.body.content ?? new Uint8Array(0)).slice(0, bytes)),
    }),
  },
});

describe("decoded-length-wrong", () => {
  it.each([
    ["missing", { decodedLength: null }, "x-amz-decoded-content-length is not sent"],
    ["no number", { decodedLength: "20k" }, '"20k", which is no length'],
    ["too small", { decodedLength: "19999" }, "says 19999; the chunks hold 20000 bytes"],
    ["that of the framed body", { decodedLength: "20350" }, "says 20350; the chunks hold 20000 bytes"],
    ["Content-Length that of the data", cutTo(20_000), "It is the length of the data alone."],
    ["Content-Length short by some bytes", cutTo(20_100), "Content-Length ends the body at byte 20100"],
    [
      "Content-Length too great",
      { request: { sent: (request) => withHeader(request, "Content-Length", "30000") } },
      "Content-Length says 30000; the framing ends after ",
    ],
  ] satisfies readonly [string, ChunkedRecipe, string][])("is seen: %s", async (_, recipe, words) => {
    const { verdict, causes, findings } = await examined(chunkedExample(recipe));
    expect({ verdict, causes }).toEqual({ verdict: "valid", causes: ["decoded-length-wrong"] });
    expect(findings[0]?.detail).toContain(words);
  });

  it("says nothing of a capture that was cut", async () => {
    const sent: NonNullable<ChunkedRecipe["request"]>["sent"] = (request) => ({
      ...request,
      body: wholeBody((request.body.content ?? new Uint8Array(0)).slice(0, 9000)),
    });
    expect((await examined(chunkedExample({ request: { sent } }))).findings).toEqual([]);
  });

  it.each(["IncompleteBody", "MissingContentLength"])("repeats AWS's %s", async (code) => {
    const response = exampleResponse(400, [], `<Error><Code>${code}</Code><Message>m</Message></Error>`);
    const { causes, findings } = await examined(chunkedExample({ request: { response } }));
    expect(causes).toEqual(["decoded-length-wrong"]);
    expect(findings[0]?.certainty).toBe("reported");
  });

  it("finds nothing in correct traffic", async () => {
    expect(await accusedOf(decodedLengthWrong)).toEqual([]);
  });
});
