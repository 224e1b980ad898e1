// The programs are run by Python with boto3, where it is installed, against a server here.
import { spawn, spawnSync } from "node:child_process";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { boto3Snippet } from "../../src/report/boto3-snippet.ts";
import type { UnsignedRequest } from "../../src/report/signed-again.ts";
import type { EchoServer } from "../support/echo-server.ts";
import { openEchoServer } from "../support/echo-server.ts";
import { hostileTexts } from "../support/examination-samples.ts";

const boto3 = spawnSync("python3", ["-c", "import boto3"]).status === 0;

const request: UnsignedRequest = {
  method: "PUT",
  url: "http://127.0.0.1:1/a%20b?x=%27",
  headers: [["X-Value", 'it\'s "x" \\ #{y}']],
  body: { bytes: 3, text: "\0\xff\n", exact: true },
  bodySha256Hex: "",
  scope: { service: "sqs", region: "eu-west-1" },
  hasSessionToken: false,
  notes: ["a\nimport os"],
};

function run(program: string): Promise<string> {
  const child = spawn("python3", ["-"], {
    env: {
      PATH: process.env.PATH ?? "",
      HOME: "/nonexistent",
      AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
      AWS_SECRET_ACCESS_KEY: "x",
      AWS_SESSION_TOKEN: "token",
    },
  });
  let errors = "";
  child.stderr.on("data", (piece) => (errors += piece));
  child.stdin.end(program);
  return new Promise((ended) => child.on("close", () => ended(errors)));
}

describe("a program for boto3", () => {
  it("is made of printable ASCII lines, its notes comments", () => {
    const text = boto3Snippet(
      { ...request, headers: [["X", hostileTexts.join("").replace(/[\n]/g, "")]] },
      null,
    );
    expect(text).toMatch(/^# a import os\n/);
    expect(text).toMatch(/^[\x20-\x7e\n]*$/);
  });

  it("calls the operation where its parameters are known", () => {
    const call = {
      service: "dynamodb",
      operation: "GetItem",
      method: "get_item",
      parameters: { TableName: 'a"' },
    };
    expect(boto3Snippet({ ...request, notes: [] }, call)).toBe(
      [
        "import json",
        "",
        "import boto3",
        "",
        'client = boto3.client("dynamodb", region_name="eu-west-1")  # sent to http://127.0.0.1:1/a%20b',
        'parameters = json.loads("{\\"TableName\\":\\"a\\\\\\"\\"}")',
        "print(client.get_item(**parameters))",
        "",
      ].join("\n"),
    );
  });

  describe.runIf(boto3)("run by Python", { timeout: 60_000 }, () => {
    let server: EchoServer;

    beforeAll(async () => {
      server = await openEchoServer();
    });

    afterAll(() => server.close());

    it("sends the same bytes, signed again", async () => {
      const url = `http://127.0.0.1:${server.port}/a%20b?x=%27`;
      expect(await run(boto3Snippet({ ...request, url }, null))).toBe("");
      const seen = server.seen.at(-1);
      expect([seen?.method, seen?.target, seen?.body]).toEqual(["PUT", "/a%20b?x=%27", "\0\xff\n"]);
      const headers = new Map(seen?.headers.map(([name, value]) => [name.toLowerCase(), value]));
      expect(headers.get("x-value")).toBe('it\'s "x" \\ #{y}');
      expect(headers.get("authorization")).toContain("/eu-west-1/sqs/aws4_request");
      expect(headers.get("x-amz-security-token")).toBe("token");
    });

    it("sends what was never signed without a signature", async () => {
      const url = `http://127.0.0.1:${server.port}/`;
      expect(await run(boto3Snippet({ ...request, url, scope: null }, null))).toBe("");
      expect(server.seen.at(-1)?.headers.map(([name]) => name.toLowerCase())).not.toContain("authorization");
    });
  });
});
