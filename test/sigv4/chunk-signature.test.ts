import { describe, expect, it } from "vitest";
import {
  chunkStringToSign,
  chunkText,
  eventText,
  trailerLines,
  trailerText,
} from "../../src/sigv4/chunk-signature.ts";
import { signature } from "../../src/sigv4/signature.ts";
import { signingKey } from "../../src/sigv4/signing-key.ts";

const scope = { date: "20130524", region: "us-east-1", service: "s3", terminator: "aws4_request" };
const key = signingKey("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", scope);
const of = {
  algorithm: "AWS4-HMAC-SHA256",
  timestamp: "20130524T000000Z",
  scope: "20130524/us-east-1/s3/aws4_request",
};

describe("the chunks of the S3 documentation", () => {
  it.each([
    [
      "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9",
      "bf718b6f653bebc184e1479f1935b8da974d701b893afcf49e701f3e2f9f9c5a",
      "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648",
    ],
    [
      "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648",
      "2edc986847e209b4016e141a6dc8716d3207350f416969382d431539bf292e4a",
      "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497",
    ],
    [
      "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497",
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
      "b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9",
    ],
  ])("come out after %s", (previous, hash, expected) => {
    expect(signature(key, chunkStringToSign(chunkText(of, previous, hash)))).toBe(expected);
  });

  it("and so does the trailer", () => {
    const lines = trailerLines([{ name: "X-Amz-Checksum-Crc32c", value: "sOO8/Q==" }]);
    expect(lines).toBe("x-amz-checksum-crc32c:sOO8/Q==\n");
    const last = "2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992";
    expect(signature(key, chunkStringToSign(trailerText(of, last, lines)))).toBe(
      "d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435",
    );
  });
});

describe("chunkStringToSign", () => {
  const text = { ...chunkText(of, "p", "h"), middle: "m" };

  it("puts each part on its line", () => {
    expect(chunkStringToSign(text)).toBe(
      "AWS4-HMAC-SHA256-PAYLOAD\n20130524T000000Z\n20130524/us-east-1/s3/aws4_request\np\nm\nh",
    );
    expect(chunkStringToSign({ ...text, middle: null })).toBe(
      "AWS4-HMAC-SHA256-PAYLOAD\n20130524T000000Z\n20130524/us-east-1/s3/aws4_request\np\nh",
    );
  });

  it("joins the lines otherwise where it is asked to", () => {
    const short = { ...text, timestamp: "t", scope: "s", prefix: "x" };
    expect(chunkStringToSign({ ...short, joint: "crlf" })).toBe("x\r\nt\r\ns\r\np\r\nm\r\nh");
    expect(chunkStringToSign({ ...short, joint: "lf-and-final-lf" })).toBe("x\nt\ns\np\nm\nh\n");
  });

  it("has the hash of an event's headers before that of its payload", () => {
    expect(
      chunkStringToSign(
        eventText({ ...of, timestamp: "t", scope: "s" }, "before", { headers: "hh", payload: "pp" }),
      ),
    ).toBe("AWS4-HMAC-SHA256-PAYLOAD\nt\ns\nbefore\nhh\npp");
  });
});
