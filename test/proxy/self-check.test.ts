import { describe, expect, it } from "vitest";
import type { CapturedRequest } from "../../src/http/captured-exchange.ts";
import { emptyBody } from "../../src/proxy/body-tap.ts";
import { selfCheck } from "../../src/proxy/self-check.ts";

const captured: CapturedRequest = {
  method: "GET",
  scheme: "https",
  authority: "a.test",
  target: "/a",
  httpVersion: "1.1",
  headers: [
    ["Host", "a.test"],
    ["x-amz-security-token", "secret-1"],
  ],
  body: emptyBody,
  connection: null,
  receivedAtEpochMs: null,
};
const head = "GET /a HTTP/1.1\r\nHost: a.test\r\nx-amz-security-token: secret-1\r\n\r\n";

describe("the self-check", () => {
  it("agrees when head and body went out as they came", () => {
    expect(selfCheck(captured, "/a", { head, bodyBytes: 0 })).toEqual({ equal: true, differences: [] });
  });
  const different: readonly [string, string, number, string][] = [
    ["the method", head.replace("GET", "PUT"), 0, "request line: not as received"],
    ["the target", head.replace("/a ", "/b "), 0, "request line: not as received"],
    ["a value", head.replace("secret-1", "secret-2"), 0, "header 2: x-amz-security-token has another value"],
    ["a name", head.replace("Host:", "host:"), 0, "header 1: Host received, host sent"],
    [
      "an added header",
      head.replace(/\r\n$/, "Connection: close\r\n\r\n"),
      0,
      "header 3: nothing received, Connection sent",
    ],
    ["the body", head, 1, "body: 0 bytes received, 1 sent"],
  ];
  for (const [name, sent, bodyBytes, words] of different) {
    it(`tells that ${name} differs, and no value`, () => {
      const { equal, differences } = selfCheck(captured, "/a", { head: sent, bodyBytes });
      expect(equal).toBe(false);
      expect(differences).toContain(words);
      expect(differences.join()).not.toContain("secret");
    });
  }
});
