import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { postExample } from "../../src/diagnosis/example-post.ts";
import { latin1Bytes, wholeBody } from "../../src/http/http-message.ts";
import { parseEnvelope } from "../../src/sigv4/envelope.ts";
import { decodedPolicy, parsePostPolicy, policyBytes } from "../../src/sigv4/post-policy.ts";

const policy = (value: unknown) => btoa(typeof value === "string" ? value : JSON.stringify(value));
const expiration = "2015-12-30T12:00:00.000Z";

describe("a policy", () => {
  it("is read with every kind of condition", () => {
    const read = parsePostPolicy(
      policy({
        expiration,
        conditions: [
          { Bucket: "b" },
          ["eq", "$ACL", "private"],
          ["starts-with", "$key", ""],
          ["content-length-range", 1, "10"],
        ],
      }),
    );
    expect(read).toMatchObject({
      expiration,
      expirationEpochMs: 1_451_476_800_000,
      conditions: [
        { kind: "eq", field: "bucket", value: "b" },
        { kind: "eq", field: "acl", value: "private" },
        { kind: "starts-with", field: "key", value: "" },
        { kind: "content-length-range", least: 1, most: 10 },
      ],
    });
  });

  it("may be wrapped at line ends, and spells text beyond ASCII as bytes", () => {
    const json = policyBytes(JSON.stringify({ expiration, conditions: [{ key: "é" }] }));
    const wrapped = btoa(json).replace(/(.{20})/g, "$1\r\n");
    expect(parsePostPolicy(wrapped)).toMatchObject({ conditions: [{ value: "\xc3\xa9" }] });
    const escaped = policy(`{"expiration":"${expiration}","conditions":[{"key":"\\u00e9"}]}`);
    expect(parsePostPolicy(escaped)).toMatchObject({ conditions: [{ value: "\xc3\xa9" }] });
  });

  it("is refused with its reason", () => {
    const reasons: readonly (readonly [string, string])[] = [
      ["%%%", "not-base64"],
      ["", "not-base64"],
      ["abcde", "not-base64"],
      [policy("{"), "not-json"],
      [policy("[]"), "not-json"],
      [policy({ conditions: [] }), "no-expiration"],
      [policy({ expiration: "tomorrow", conditions: [] }), "no-expiration"],
      [policy({ expiration, conditions: [] }), "bad-condition"],
      [policy({ expiration, conditions: {} }), "bad-condition"],
      [policy({ expiration, conditions: [["ends-with", "$key", "x"]] }), "bad-condition"],
      [policy({ expiration, conditions: [["eq", "key", "x"]] }), "bad-condition"],
      [policy({ expiration, conditions: [{ key: 1 }] }), "bad-condition"],
      [policy({ expiration, conditions: [null] }), "bad-condition"],
    ];
    for (const [text, refusal] of reasons) expect(parsePostPolicy(text)).toEqual({ refusal });
  });

  it("never throws, whatever the form and the policy hold", () => {
    const { request } = postExample({});
    fc.assert(
      fc.property(fc.string(), fc.json(), fc.uint8Array({ maxLength: 400 }), (text, json, bytes) => {
        parsePostPolicy(text);
        parsePostPolicy(btoa(policyBytes(json)));
        const body = wholeBody(
          Buffer.concat([latin1Bytes(`------formboundary7MA4YWxkTrZu0gW\r\n${text}`), bytes]),
        );
        expect(["form", "absent"]).toContain(parseEnvelope({ ...request, body }).kind);
      }),
      { numRuns: 300 },
    );
  });

  it("is decoded as latin1", () => {
    expect(decodedPolicy(btoa("\xff"))).toBe("\xff");
    expect(decodedPolicy("a b*")).toBeNull();
  });
});
