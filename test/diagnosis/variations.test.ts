import { describe, expect, it } from "vitest";
import {
  headerSupposition,
  signedValue,
  withoutHeader,
  withSignedHeader,
} from "../../src/diagnosis/variations.ts";
import { contextOf } from "../support/context-of.ts";

const context = contextOf({
  url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
  headers: [["Content-Type", "text/plain"]],
});
const signedNames = ["content-type", "host", "x-amz-content-sha256", "x-amz-date"];

describe("signedValue", () => {
  it("is the canonical value of a signed header, and null for one that is not signed", () => {
    expect(signedValue(context, "content-type")).toBe("text/plain");
    expect(signedValue(context, "accept")).toBe(null);
  });
});

describe("headerSupposition", () => {
  it("changes the value of that header alone", () => {
    const { changes, request, detail } = headerSupposition(
      context,
      "content-type",
      "text/html",
      "It was HTML.",
    );
    expect(changes).toEqual([{ part: "header content-type", from: "text/plain", to: "text/html" }]);
    expect(request?.headers?.map(({ name }) => name)).toEqual(signedNames);
    expect(request?.headers?.[0]).toEqual({ name: "content-type", value: "text/html" });
    expect(request?.headers?.slice(1)).toEqual(context.input.headers.slice(1));
    expect(request).not.toHaveProperty("signedHeaders");
    expect(detail).toBe("It was HTML.");
  });

  it("shows no session token, and supposes it all the same", () => {
    const { changes, request } = headerSupposition(
      contextOf({
        url: "https://sts.us-east-1.amazonaws.com/",
        headers: [["X-Amz-Security-Token", "IQoJsent"]],
      }),
      "x-amz-security-token",
      "IQoJsigned",
      "Another token was signed.",
    );
    expect(changes).toEqual([{ part: "header x-amz-security-token", from: "[redacted]", to: "[redacted]" }]);
    expect(request?.headers?.find(({ name }) => name === "x-amz-security-token")?.value).toBe("IQoJsigned");
  });

  it("leaves the input as it is", () => {
    headerSupposition(context, "content-type", "text/html", "");
    expect(signedValue(context, "content-type")).toBe("text/plain");
  });
});

describe("withoutHeader", () => {
  it("takes the header out of the canonical headers and, where asked, out of the list", () => {
    const { changes, request } = withoutHeader(context, "content-type", false, "");
    expect(changes).toEqual([
      { part: "header content-type", from: "text/plain", to: "not in the canonical headers" },
    ]);
    expect(request?.headers?.map(({ name }) => name)).toEqual(signedNames.slice(1));
    expect(request?.signedHeaders).toEqual(signedNames.slice(1));
  });

  it("keeps the name in the list where asked", () => {
    const { request } = withoutHeader(context, "content-type", true, "");
    expect(request?.headers?.map(({ name }) => name)).toEqual(signedNames.slice(1));
    expect(request?.signedHeaders).toEqual(signedNames);
  });

  it("finds the name in the list however it is written", () => {
    const capitals = { ...context, input: { ...context.input, signedHeaders: ["Content-Type", "Host"] } };
    expect(withoutHeader(capitals, "content-type", false, "").request?.signedHeaders).toEqual(["Host"]);
  });
});

describe("withSignedHeader", () => {
  it("puts the header where its name sorts, in the canonical headers and in the list", () => {
    const { changes, request } = withSignedHeader(context, { name: "range", value: "bytes=0-9" }, "");
    expect(changes).toEqual([{ part: "header range", from: "not signed", to: "bytes=0-9" }]);
    expect(request?.headers?.[2]).toEqual({ name: "range", value: "bytes=0-9" });
    expect(request?.headers?.map(({ name }) => name)).toEqual(request?.signedHeaders);
    expect(request?.signedHeaders).toEqual([
      "content-type",
      "host",
      "range",
      "x-amz-content-sha256",
      "x-amz-date",
    ]);
  });
});
