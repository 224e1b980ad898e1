import { describe, expect, it } from "vitest";
import { curlCommand } from "../../src/inputs/curl-command.ts";

describe("curlCommand", () => {
  it("makes the request of a browser's copy", () => {
    const text =
      "curl 'https://b.s3.amazonaws.com/k?a=1' \\\n  -H 'authorization: AWS4-HMAC-SHA256 x' \\\n  -H 'content-type: text/plain' \\\n  --data-raw $'it\\'s' \\\n  --compressed";
    expect(curlCommand(text)).toMatchObject([
      {
        origin: "captured",
        request: {
          method: "POST",
          authority: "b.s3.amazonaws.com",
          target: "/k?a=1",
          headers: [
            ["Host", "b.s3.amazonaws.com"],
            ["Accept", "*/*"],
            ["Accept-Encoding", "deflate, gzip, br, zstd"],
            ["Content-Length", "4"],
            ["authorization", "AWS4-HMAC-SHA256 x"],
            ["content-type", "text/plain"],
          ],
          body: { bytes: 4 },
        },
      },
    ]);
  });
  it.each([
    ["curl -XDELETE https://h/x", "DELETE", "/x"],
    ["curl -I https://h/x", "HEAD", "/x"],
    ["curl -sSLo out --max-time 5 https://h/x", "GET", "/x"],
    ["$ curl -G https://h/x?a=1 -d b=2 --data-urlencode 'c=d e'", "GET", "/x?a=1&b=2&c=d%20e"],
    ["curl --url=https://h/y -T file", "PUT", "/y"],
    ["curl --json '{}' h.example/z", "POST", "/z"],
    ['curl ^"https://h/w?a=1^&b=2^" ^\r\n  -H ^"x: y^"', "GET", "/w?a=1&b=2"],
  ])("reads %s", (text, method, target) => {
    expect(curlCommand(text)).toMatchObject([{ request: { method, target } }]);
  });
  it("takes headers away and sets empty ones as curl does", () => {
    expect(curlCommand("curl -H 'Accept:' -H 'X-Empty;' -H 'Host: other' https://h/")).toMatchObject([
      {
        request: {
          authority: "other",
          headers: [
            ["X-Empty", ""],
            ["Host", "other"],
          ],
        },
      },
    ]);
  });
  it("does not take a request that curl signs when it runs for an unsigned one, and shows no secret", () => {
    const read = curlCommand(
      "curl --aws-sigv4 aws:amz:us-east-1:s3 -u AKIDEXAMPLE:topsecret https://b.s3.amazonaws.com/",
    );
    expect(read).toMatchObject([{ origin: "none", request: { method: "GET" } }]);
    expect(JSON.stringify(read)).not.toContain("topsecret");
  });
  it("reads no file", () => {
    expect(curlCommand("curl -d @/etc/passwd https://h/")).toMatchObject([
      {
        request: { body: { bytes: 0 } },
        notes: ["the body is in a file that is not read: it is examined as empty"],
      },
    ]);
  });
  it.each(["curl", "curl 'https://h", "curl -s", "wget https://h"])("refuses %j", (text) => {
    expect(curlCommand(text)).toMatchObject({ code: "ERR_INPUT_UNREADABLE" });
  });
});
