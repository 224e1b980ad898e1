import { describe, expect, it } from "vitest";
import { clientSigned, serverRead } from "../support/read-texts.ts";

describe("hostSigns", () => {
  it.each([
    ["d111111abcdef8.cloudfront.net", "host-cdn-or-custom-domain"],
    ["files.example.com", "host-cdn-or-custom-domain"],
    ["b.s3.amazonaws.com:443", "host-port"],
    ["minio", "host-rewritten-by-reverse-proxy"],
    ["10.0.0.7", "host-rewritten-by-reverse-proxy"],
    ["abc.ngrok-free.app", "host-tunnel-override"],
    ["[::1]:9000", "host-ipv6"],
    ["B.s3.amazonaws.com", "host-case"],
  ])("takes %s for %s", (host, rule) => {
    expect(serverRead({ headers: [`host:${host}`, "x-amz-content-sha256:UNSIGNED-PAYLOAD"] }).causes).toEqual(
      [rule],
    );
  });
  it("has nothing to say of a service's own name", () => {
    expect(
      clientSigned({
        headers: ["host:b.s3.eu-west-1.amazonaws.com", "x-amz-content-sha256:UNSIGNED-PAYLOAD"],
      }).causes,
    ).toEqual([]);
  });
});
