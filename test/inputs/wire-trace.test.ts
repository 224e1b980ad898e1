import { describe, expect, it } from "vitest";
import { tracedExchanges } from "../../src/inputs/wire-trace.ts";

const request = "GET /k HTTP/1.1\r\nHost: a\r\nX-Amz-Date: d\r\n\r\n";

describe("tracedExchanges", () => {
  it.each([
    [
      "curl -v",
      "* Connected\n> GET /k HTTP/1.1\n> Host: a\n> X-Amz-Date: d\n> \n* x\n< HTTP/1.1 403 Forbidden\n< Server: s\n< \n",
    ],
    [
      "curl over HTTP/2",
      "> GET /k HTTP/2\n> Host: a\n> X-Amz-Date: d\n>\n< HTTP/1.1 403 Forbidden\n< Server: s\n<\n",
    ],
    [
      "Go",
      "---[ REQUEST POST-SIGN ]-----------------------------\nGET /k HTTP/1.1\r\nHost: a\r\nX-Amz-Date: d\r\n\r\n-----------------------------------------------------\n---[ RESPONSE ]--------------------------------------\nHTTP/1.1 403 Forbidden\r\nServer: s\r\n\r\n-----------------------------------------------------",
    ],
    [
      "HttpClient",
      'DEBUG wire - http-outgoing-0 >> "GET /k HTTP/1.1[\\r][\\n]"\nDEBUG wire - http-outgoing-0 >> "Host: a[\\r][\\n]"\nDEBUG wire - http-outgoing-0 >> "X-Amz-Date: d[\\r][\\n]"\nDEBUG wire - http-outgoing-0 >> "[\\r][\\n]"\nDEBUG wire - http-outgoing-0 << "HTTP/1.1 403 Forbidden[\\r][\\n]"\nDEBUG wire - http-outgoing-0 << "Server: s[\\r][\\n]"\nDEBUG wire - http-outgoing-0 << "[\\r][\\n]"',
    ],
    [
      "Net::HTTP",
      '<- "GET /k HTTP/1.1\\r\\nHost: a\\r\\nX-Amz-Date: d\\r\\n\\r\\n"\n-> "HTTP/1.1 403 Forbidden\\r\\n"\n-> "Server: s\\r\\n"\n-> "\\r\\n"',
    ],
    [
      "http.client",
      "send: b'GET /k HTTP/1.1\\r\\nHost: a\\r\\nX-Amz-Date: d\\r\\n\\r\\n'\nreply: 'HTTP/1.1 403 Forbidden\\r\\n'\nheader: Server: s",
    ],
  ])("reads a trace of %s", (_, log) => {
    expect(tracedExchanges(log)).toEqual([
      { request, response: expect.stringMatching(/^HTTP\/1\.1 403 Forbidden\r\nServer: s\r\n\r\n/) },
    ]);
  });
  it("takes a time that grows with the log, whatever marks a line is full of", () => {
    const from = performance.now();
    expect(tracedExchanges(`${'->"'.repeat(21_000)} x\n`.repeat(20))).toEqual([]);
    expect(tracedExchanges(`-> "${"' ".repeat(30_000)}\n`.repeat(20))).toEqual([]);
    expect(performance.now() - from).toBeLessThan(1500);
  });
  it("keeps the body of an answer", () => {
    const [one] = tracedExchanges('-> "HTTP/1.1 403 Forbidden\\r\\n"\n-> "\\r\\n"\n-> "<Error/>"');
    expect(one).toEqual({ request: null, response: "HTTP/1.1 403 Forbidden\r\n\r\n<Error/>" });
  });
  it("reads one exchange after another, and none in other text", () => {
    const log = "> GET /1 HTTP/1.1\n>\n< HTTP/1.1 307 x\n<\n> GET /2 HTTP/1.1\n>\n";
    expect(tracedExchanges(log)).toMatchObject(
      [{ response: /307/ }, { response: null }].map((x) => ({
        response: x.response === null ? null : expect.stringMatching(x.response),
      })),
    );
    expect(tracedExchanges("a\nb")).toEqual([]);
  });
});
