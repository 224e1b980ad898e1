import { expect, it } from "vitest";
import { signedExample } from "../../src/diagnosis/example.ts";
import type { CapturedExchange } from "../../src/http/captured-exchange.ts";

it("survives a copy between threads unchanged", () => {
  const { request } = signedExample({ url: "https://examplebucket.s3.us-east-1.amazonaws.com/a", body: "x" });
  const exchange: CapturedExchange = {
    id: "1",
    request,
    response: null,
    state: "complete",
    reason: null,
    selfCheck: { equal: true, differences: [] },
  };
  const copy = structuredClone(exchange);
  expect(copy).toEqual({
    ...exchange,
    request: { ...request, body: { ...request.body, content: new Uint8Array([0x78]) } },
  });
});
