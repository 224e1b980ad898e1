import { describe, expect, it } from "vitest";
import { endpointOf } from "../../src/endpoints/endpoint.ts";
import { wholeBody } from "../../src/http/http-message.ts";
import type { ServiceRequest } from "../../src/sandbox/service-request.ts";
import {
  formParameters,
  header,
  jsonBody,
  queryText,
  utf8Bytes,
  utf8Text,
} from "../../src/sandbox/service-request.ts";
import { queryParameters } from "../../src/sigv4/canonical-query.ts";

function request(body: string, query: string, type = "application/x-www-form-urlencoded"): ServiceRequest {
  const bytes = new TextEncoder().encode(body);
  const captured = {
    method: "POST",
    scheme: "https",
    authority: "h",
    target: "/",
    httpVersion: "1.1",
    headers: [["content-type", type]],
    body: wholeBody(bytes),
    connection: null,
    receivedAtEpochMs: null,
  } as const;
  return {
    captured,
    endpoint: endpointOf("h"),
    host: "h",
    path: "/",
    query: queryParameters(query),
    body: bytes,
    requestId: "r",
    nowEpochMs: 0,
  };
}

describe("a service request", () => {
  it("gives form parameters from query and body as unicode text", () => {
    expect([...formParameters(request("b=x+y%2B&c=%C3%BC", "a=1"))]).toEqual([
      ["a", "1"],
      ["b", "x y+"],
      ["c", "ü"],
    ]);
    expect([...formParameters(request("b=1", "", "text/plain"))]).toEqual([]);
  });

  it("gives query parameters, their absence, and headers", () => {
    const asked = request("", "list&p=%C3%BC+");
    expect([queryText(asked, "list"), queryText(asked, "p"), queryText(asked, "q")]).toEqual([
      "",
      "ü+",
      null,
    ]);
    expect([header(asked, "content-type"), header(asked, "x")]).toEqual([
      "application/x-www-form-urlencoded",
      null,
    ]);
  });

  it.each([
    ['{"a":1}', { a: 1 }],
    ["[]", null],
    ["null", null],
    ["{", null],
  ])("reads the JSON body %s", (text, value) => {
    expect(jsonBody(request(text, ""))).toEqual(value);
  });

  it("turns bytes into text and back", () => {
    expect([utf8Text("\xc3\xbc"), utf8Bytes("ü")]).toEqual(["ü", "\xc3\xbc"]);
  });
});
