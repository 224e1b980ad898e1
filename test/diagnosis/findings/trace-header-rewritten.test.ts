import { expect, it } from "vitest";
import { signedExample, withHeader } from "../../../src/diagnosis/example.ts";
import { causesOf, findingsOf, proofOf } from "../../support/causes-of.ts";
import { examined } from "../../support/examined.ts";

const url = "https://examplebucket.s3.us-east-1.amazonaws.com/report.json";

it("proves a load balancer's field in front of the signed one", async () => {
  const recipe = {
    url,
    headers: [["X-Amzn-Trace-Id", "Root=1-67891233-abcdef012345678912345678"]] as const,
    sent: (request: Parameters<typeof withHeader>[0]) =>
      withHeader(
        request,
        "X-Amzn-Trace-Id",
        "Self=1-67891234-12456789abcdef;Root=1-67891233-abcdef012345678912345678",
      ),
  };
  expect(await proofOf(recipe)).toEqual({
    causes: ["trace-header-rewritten"],
    changes: [
      "header x-amzn-trace-id: Self=1-67891234-12456789abcdef;Root=1-67891233-abcdef012345678912345678 -> Root=1-67891233-abcdef012345678912345678",
    ],
  });
});

it("proves another sampling mark in traceparent", async () => {
  const recipe = {
    url,
    headers: [["traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00"]] as const,
    sent: (request: Parameters<typeof withHeader>[0]) =>
      withHeader(request, "traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
  };
  expect(await causesOf(recipe)).toEqual(["trace-header-rewritten"]);
});

it("proves a second traceparent beside the signed one", async () => {
  const recipe = {
    url,
    headers: [["traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"]] as const,
    unsignedHeaders: [["traceparent", "00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01"]] as const,
  };
  expect(await causesOf(recipe)).toEqual(["trace-header-rewritten"]);
});

it("suspects a span that cannot be recovered, and names no cause", async () => {
  const recipe = {
    url,
    headers: [["traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"]] as const,
    sent: (request: Parameters<typeof withHeader>[0]) =>
      withHeader(request, "traceparent", "00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01"),
  };
  expect(await findingsOf(recipe)).toContain("trace-header-rewritten suspected warning");
  expect(await causesOf(recipe)).toEqual([]);
});

it("finds nothing where a tracing header arrives as signed, or is not signed", async () => {
  expect(
    await findingsOf({ url, headers: [["X-Amzn-Trace-Id", "Root=1-67891233-abcdef012345678912345678"]] }),
  ).toEqual([]);
  expect(
    await findingsOf({
      url,
      unsignedHeaders: [["traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"]],
    }),
  ).toEqual([]);
});

it("proves a new span from the request as it was before the second tracer", async () => {
  const span = (id: string): string => `00-0af7651916cd43dd8448eb211c80319c-${id}-01`;
  const before = signedExample({ url, headers: [["traceparent", span("b7ad6b7169203331")]] });
  const after = { ...before, request: withHeader(before.request, "traceparent", span("00f067aa0ba902b7")) };
  const related = [{ id: "before", distance: -1, request: before.request, response: null }];
  const { causes, proof } = await examined({ ...after, related });
  expect(causes).toEqual(["trace-header-rewritten"]);
  expect(proof?.changes).toEqual([
    { part: "header traceparent", from: span("00f067aa0ba902b7"), to: span("b7ad6b7169203331") },
  ]);
  expect((await examined(after)).causes).toEqual([]);
});
