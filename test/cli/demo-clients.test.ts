import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { curlVersion, demoCredentials, sendPlain, signedBySmithy } from "../../src/cli/demo-clients.ts";

const plain = {
  method: "GET",
  host: "demo-bucket.s3.us-east-1.amazonaws.com",
  path: "/a?b=c",
  headers: {},
  body: "",
};

describe("demo clients", () => {
  it("sign with the documentation's credentials, accidents included", () => {
    expect(demoCredentials()).toEqual({
      accessKeyId: "AKIAIOSFODNN7EXAMPLE",
      secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    });
    expect(demoCredentials("x").secretAccessKey).toBe("x");
  });
  it("sign a header and leave the request as it was", async () => {
    const signed = await signedBySmithy({ service: "s3", request: plain, escapePath: false });
    expect(signed.path).toBe("/a?b=c");
    expect(signed.headers.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE\/\d{8}\/us-east-1\/s3\/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=[0-9a-f]{64}$/,
    );
  });
  it("presign with the payload unsigned and nothing but the host in the headers", async () => {
    const presigned = await signedBySmithy({
      service: "s3",
      request: plain,
      escapePath: false,
      presignedSeconds: 60,
    });
    expect(presigned.path).toMatch(/^\/a\?b=c&X-Amz-Algorithm=/);
    expect(presigned.path).toContain("X-Amz-SignedHeaders=host&");
    expect(presigned.headers).toEqual({ host: "demo-bucket.s3.us-east-1.amazonaws.com" });
  });
  it("fail clearly when the proxy refuses the tunnel", async () => {
    const refusing = createServer().on("connect", (_, socket) =>
      socket.end("HTTP/1.1 403 Forbidden\r\n\r\n"),
    );
    await new Promise<void>((resolve) => refusing.listen(0, "127.0.0.1", resolve));
    const proxyUrl = `http://127.0.0.1:${(refusing.address() as AddressInfo).port}`;
    await expect(sendPlain({ proxyUrl, certificateFile: "", certificatePem: "" }, plain)).rejects.toThrow();
    await new Promise((resolve) => refusing.close(resolve));
  });
  it("tell curl's version as a number, or that there is none", async () => {
    const version = await curlVersion();
    expect(version === null || (version > 700 && version < 2000)).toBe(true);
  });
});
