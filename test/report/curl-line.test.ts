// The commands are run by sh: by the real curl against a server here, and by a stand-in that shows its arguments.
import { spawn, spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { curlLine } from "../../src/report/curl-line.ts";
import type { UnsignedRequest } from "../../src/report/signed-again.ts";
import { unsignedRequest } from "../../src/report/signed-again.ts";
import type { EchoServer } from "../support/echo-server.ts";
import { openEchoServer } from "../support/echo-server.ts";
import { canaryToken, hostileTexts, steeringCharacters } from "../support/examination-samples.ts";
import { exportedSample } from "../support/exported-samples.ts";

const curl = spawnSync("curl", ["--version"]).status === 0;

const plain: UnsignedRequest = {
  method: "GET",
  url: "https://sts.amazonaws.com/",
  headers: [],
  body: { bytes: 0, text: "", exact: true },
  bodySha256Hex: "",
  scope: null,
  hasSessionToken: false,
  notes: [],
};

function withBody(text: string): UnsignedRequest["body"] {
  return { bytes: text.length, text, exact: true };
}

function run(script: string, environment: Record<string, string>): Promise<void> {
  const child = spawn("sh", ["-c", script], { env: { PATH: process.env.PATH ?? "", ...environment } });
  return new Promise((ended, failed) =>
    child.on("close", (status) => (status === 0 ? ended() : failed(new Error(`sh ended with ${status}`)))),
  );
}

describe("a curl command", () => {
  it("signs again with the shell's credentials and adds nothing of its own", () => {
    const exchange = exportedSample({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/a%20b?x=1",
      sessionToken: canaryToken,
    });
    expect(curlLine(unsignedRequest(exchange))).toBe(
      [
        "curl --path-as-is --globoff \\",
        "  --aws-sigv4 aws:amz:us-east-1:s3 \\",
        '  --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" \\',
        '  --header "x-amz-security-token: $AWS_SESSION_TOKEN" \\',
        "  --header 'X-Amz-Content-Sha256: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855' \\",
        "  --header Accept: \\",
        "  --header User-Agent: \\",
        "  --url 'https://examplebucket.s3.us-east-1.amazonaws.com/a%20b?x=1'",
      ].join("\n"),
    );
  });

  it("is one that no text from the wire can leave: a program sees the words as they were", () => {
    const folder = mkdtempSync(join(tmpdir(), "countersign-curl-"));
    try {
      const fake = join(folder, "curl");
      writeFileSync(fake, "#!/bin/sh\nprintf '%s\\0' \"$@\"\n");
      chmodSync(fake, 0o700);
      const value = fc.uint8Array({ min: 1, maxLength: 30 }).map((one) =>
        Buffer.from(one)
          .toString("latin1")
          .replace(/[\r\n]/g, ""),
      );
      fc.assert(
        fc.property(
          fc.array(value, { minLength: 20, maxLength: 20 }),
          fc.constantFrom(...hostileTexts, "@/etc/passwd", "-o/tmp/x"),
          (values, body) => {
            const headers = values.map((one, at) => [`X-${at}`, `a${one}`] as const);
            const text = body.replace(/[^\x20-\x7e\n]/g, "");
            const line = curlLine({
              ...plain,
              method: "PUT",
              headers,
              body: withBody(text),
              notes: ["a\nrm -rf /"],
            });
            const shown = spawnSync("sh", ["-c", line], { env: { PATH: `${folder}:${process.env.PATH}` } });
            const words = shown.stdout.toString("latin1").split("\0");
            expect(words.filter((one) => one.startsWith("X-"))).toEqual(
              headers.map(([name, one]) => `${name}: ${one}`),
            );
            expect(words[words.indexOf("--data-raw") + 1]).toBe(text);
            expect(shown.stderr.toString()).toBe("");
          },
        ),
        { numRuns: 12 },
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("holds no secret and nothing that steers a terminal", () => {
    const hostile = hostileTexts.join(" ").replace(/[\r\n]/g, " ");
    const exchange = exportedSample({
      method: "POST",
      url: `https://sqs.us-east-1.amazonaws.com/${hostile.replace(/[?#]/g, "")}`,
      service: "sqs",
      sessionToken: canaryToken,
      headers: [["X-Evil", hostile]],
      body: hostileTexts.join("\n"),
    });
    const line = curlLine(unsignedRequest(exchange));
    expect(line).not.toContain(canaryToken);
    expect(line).not.toMatch(/Signature=[0-9a-f]{9}/);
    expect(steeringCharacters(line)).toEqual([]);
  });

  describe.runIf(curl)("run by sh", () => {
    let server: EchoServer;

    beforeAll(async () => {
      server = await openEchoServer();
    });

    afterAll(() => server.close());

    it.each([
      ["a hostile text", hostileTexts.join(" & ").replace(/[^\x20-\x7e]/g, ""), "a'b\"c`d$(e)\\f"],
      ["all bytes", Array.from({ length: 256 }, (_, code) => String.fromCharCode(code)).join(""), "caf\xe9"],
      ["an at sign", "@/etc/passwd", "@x"],
      ["line feeds", "a\n\nb\n", "x"],
    ])("sends %s as it is", async (_, body, value) => {
      const url = `http://127.0.0.1:${server.port}/a/../b//%2F?x=%27&y=[1]`;
      const headers = [
        ["X-Value", value],
        ["X-Empty", ""],
        ["Content-Type", "text/plain"],
      ] as const;
      await run(curlLine({ ...plain, method: "PUT", url, headers, body: withBody(body) }), {});
      const seen = server.seen.at(-1);
      expect(seen?.method).toBe("PUT");
      expect(seen?.target).toBe("/a/../b//%2F?x=%27&y=[1]");
      expect(seen?.body).toBe(body);
      expect(seen?.headers.filter(([name]) => !/^(?:host|content-length)$/i.test(name))).toEqual(headers);
    });

    it("signs for the scope with the credentials of the environment", async () => {
      const scope = { service: "sqs", region: "eu-west-1" };
      const url = `http://127.0.0.1:${server.port}/`;
      await run(curlLine({ ...plain, url, scope, hasSessionToken: true }), {
        AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
        AWS_SECRET_ACCESS_KEY: "secret",
        AWS_SESSION_TOKEN: "a token",
      });
      const headers = new Map(
        server.seen.at(-1)?.headers.map(([name, value]) => [name.toLowerCase(), value]),
      );
      expect(headers.get("authorization")).toMatch(
        /^AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE\/\d{8}\/eu-west-1\/sqs\/aws4_request, /,
      );
      expect(headers.get("x-amz-security-token")).toBe("a token");
    });
  });
});
