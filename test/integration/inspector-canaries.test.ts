// Secrets of every kind go through the proxy and into the explain box, and no answer of the inspector holds one of them.

import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { request } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import type { ExampleRecipe } from "../../src/diagnosis/example.ts";
import { signedExample } from "../../src/diagnosis/example.ts";
import { copyFormats, saveFormats } from "../../src/inspector/inspector-api.ts";
import { amzDate } from "../../src/sigv4/amz-date.ts";
import { builtProgram, jsonLines, testFolder } from "../support/piped-countersign.ts";

const folder = testFolder("inspector-canaries");
const secret = "CanarySecretKey7vTz93LmCanarySecretKey7v";
const running: ChildProcess[] = [];
afterEach(() => {
  for (const child of running.splice(0)) child.kill("SIGKILL");
});

async function started(
  words: readonly string[],
): Promise<{ proxyPort: number; base: string; token: string }> {
  const child = spawn(
    process.execPath,
    [
      builtProgram,
      "start",
      "--sandbox",
      "--json",
      "--port",
      "0",
      "--inspector-port",
      "0",
      "--certs",
      "certs",
      ...words,
    ],
    {
      cwd: folder,
      env: {
        PATH: process.env.PATH ?? "",
        HOME: folder,
        AWS_ACCESS_KEY_ID: "AKIDCANARY",
        AWS_SECRET_ACCESS_KEY: secret,
        AWS_SESSION_TOKEN: "CanaryToken7vTz93Lm",
      },
      stdio: ["ignore", "ignore", "pipe"],
    },
  );
  running.push(child);
  let text = "";
  child.stderr?.setEncoding("utf8").on("data", (piece: string) => (text += piece));
  await expect.poll(() => text, { timeout: 20_000 }).toContain('"ready"');
  const ready = jsonLines(text).find(({ event }) => event === "ready");
  const [base = "", token = ""] = String(ready?.inspector).split("#");
  return { proxyPort: Number(new URL(String(ready?.proxy)).port), base, token };
}

function send(port: number, recipe: ExampleRecipe): Promise<void> {
  const { request: signed } = signedExample({ date: amzDate(Date.now()), ...recipe });
  const path = `http://${signed.authority}${signed.target}`;
  const headers = Object.fromEntries(signed.headers);
  return new Promise((resolve, reject) => {
    const sent = request({ host: "127.0.0.1", port, method: signed.method, path, headers }, (answer) => {
      answer.resume();
      answer.once("end", resolve);
    });
    sent.once("error", reject);
    sent.end(signed.body.content);
  });
}

const recipes: readonly ExampleRecipe[] = [
  {
    url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json?access_token=CanaryQuery7vTz93Lm",
    accessKeyId: "AKIDCANARY",
    secret,
    sessionToken: "CanaryToken7vTz93Lm",
    unsignedHeaders: [["Cookie", "session=CanaryCookie7vTz93Lm"]],
  },
  {
    url: "https://examplebucket.s3.us-east-1.amazonaws.com/",
    accessKeyId: "AKIDCANARY",
    secret: `${secret}x`,
    sessionToken: "CanaryToken7vTz93Lm",
    unsignedHeaders: [["x-api-key", "CanaryApiKey7vTz93Lm"]],
  },
  {
    url: "https://sts.us-east-1.amazonaws.com/",
    service: "sts",
    method: "POST",
    accessKeyId: "AKIDCANARY",
    secret,
    headers: [["Content-Type", "application/x-www-form-urlencoded"]],
    body: "Action=AssumeRoleWithWebIdentity&Version=2011-06-15&WebIdentityToken=CanaryBody7vTz93Lm",
  },
];

describe("secrets", () => {
  it.each([[[]], [["--evidence", "off"]]])(
    "are in no answer of the inspector: start %j",
    { timeout: 90_000 },
    async (words) => {
      const { proxyPort, base, token } = await started(words);
      const headers = { "X-Countersign-Token": token, "Content-Type": "application/json" };
      const ask = async (path: string, body?: string): Promise<string> =>
        (
          await fetch(base + path, body === undefined ? { headers } : { headers, method: "POST", body })
        ).text();
      for (const recipe of recipes) await send(proxyPort, recipe);
      await expect
        .poll(async () => JSON.parse(await ask("api/rows")).total, { timeout: 20_000 })
        .toBe(recipes.length);
      const paths = [
        "api/state",
        "api/rows",
        "api/rows?filter=~h%20canary",
        "api/rows?filter=~b%20canary",
        "api/overview",
      ];
      for (const format of saveFormats) paths.push(`api/save?format=${format}`);
      for (let number = 1; number <= recipes.length; number += 1) {
        paths.push(`api/requests/${number}`);
        for (const format of copyFormats) paths.push(`api/requests/${number}/copy?format=${format}`);
      }
      const answers = await Promise.all(paths.map(async (path) => [path, await ask(path)] as const));
      const text = `curl -H 'X-Amz-Security-Token: CanaryToken7vTz93Lm' -H 'Cookie: a=CanaryCookie7vTz93Lm' --user 'AKIDCANARY:${secret}' --aws-sigv4 aws:amz:us-east-1:s3 https://examplebucket.s3.amazonaws.com/`;
      const all = [...answers, ["api/explain", await ask("api/explain", JSON.stringify({ text }))] as const];
      expect(all.every(([, answer]) => answer.length > 10)).toBe(true);
      expect(all.filter(([, answer]) => /Canary|CANARYsecret/.test(answer)).map(([path]) => path)).toEqual(
        [],
      );
      expect(
        all.filter(
          ([path, answer]) => path !== "api/explain" && /"providedSignature":"[0-9a-f]{64}"/.test(answer),
        ),
      ).toEqual([]);
    },
  );
});
