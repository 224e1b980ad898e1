// Secrets in what people paste: no output of explain, and no log, may repeat them.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { countersign, testFolder } from "../support/piped-countersign.ts";

const folder = testFolder("canary-inputs");
const token = "IQoJb3JpZ2luX2VjECANARYTOKEN0123456789abcdefCANARY";
const secret = "CANARYSECRET/abcdefghijklmnopqrstuvwxyz0";
const hash = "48a38266faf90970d6c7fea9b15e6ba366e5f6397c2970fc893f8a7b5e207bd0";
const canonical = [
  "POST",
  "/",
  "",
  "host:dynamodb.us-east-1.amazonaws.com:443",
  "x-amz-date:20200706T224201Z",
  `x-amz-security-token:${token}`,
  "",
  "host;x-amz-date;x-amz-security-token",
  hash,
].join("\n");
const message = `The request signature we calculated does not match the signature you provided.\n\nThe Canonical String for this request should have been\n'${canonical}'\n`;
const query = `X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=ASIAEXAMPLE%2F20250117%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20250117T041216Z&X-Amz-Expires=60&X-Amz-SignedHeaders=host&X-Amz-Security-Token=${token}&X-Amz-Signature=${hash}`;
const har = {
  log: {
    entries: [
      {
        request: {
          method: "GET",
          url: `https://examplebucket.s3.amazonaws.com/k?${query}`,
          httpVersion: "HTTP/1.1",
          headers: [
            { name: "Host", value: "examplebucket.s3.amazonaws.com" },
            { name: "Authorization", value: `Bearer ${token}` },
          ],
        },
      },
    ],
  },
};

const given = `<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIAIOSFODNN7EXAMPLE</AccessKeyId><SecretAccessKey>${secret}</SecretAccessKey><SessionToken>${token}</SessionToken></Credentials></AssumeRoleResult></AssumeRoleResponse>`;
const learned = [
  "GET /?Action=GetSessionToken&Version=2011-06-15 HTTP/1.1",
  "Host: sts.us-east-1.amazonaws.com",
  "",
  "%%%",
  "HTTP/1.1 200 OK",
  "Content-Type: text/xml",
  "",
  given,
  "%%%",
  "GET /k HTTP/1.1",
  "Host: examplebucket.s3.us-east-1.amazonaws.com",
  "X-Amz-Date: 20250117T041216Z",
  `X-Amz-Content-Sha256: ${hash}`,
  `X-Amz-Security-Token: ${token}`,
  `Authorization: AWS4-HMAC-SHA256 Credential=ASIAIOSFODNN7EXAMPLE/20250117/us-east-1/s3/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-security-token, Signature=${hash}`,
  "",
  "",
].join("\r\n");
const posted = JSON.stringify({ url: `https://examplebucket.s3.amazonaws.com/k?${query}` });
const login = JSON.stringify({
  iam_http_request_method: "POST",
  iam_request_url: btoa("https://sts.amazonaws.com/"),
  iam_request_body: btoa("Action=GetCallerIdentity&Version=2011-06-15"),
  iam_request_headers: btoa(
    JSON.stringify({
      Authorization: [
        `AWS4-HMAC-SHA256 Credential=ASIAEXAMPLE/20250117/us-east-1/sts/aws4_request, SignedHeaders=host;x-amz-date;x-amz-security-token, Signature=${hash}`,
      ],
      "X-Amz-Date": ["20250117T041216Z"],
      "X-Amz-Security-Token": [token],
    }),
  ),
});

const inputs: Readonly<Record<string, string>> = {
  "error.json": JSON.stringify({ message }),
  "debug.log": `2025-01-17 00:00:00,001 - MainThread - botocore.auth - DEBUG - CanonicalRequest:\n${canonical}\n`,
  "curl.txt": `curl -H 'X-Amz-Security-Token: ${token}' -u 'AKIDEXAMPLE:${secret}' --aws-sigv4 aws:amz:us-east-1:sts https://sts.amazonaws.com/`,
  "url.txt": `https://examplebucket.s3.amazonaws.com/k?${query}`,
  "capture.har": JSON.stringify(har),
  "learned.http": learned,
  "nested.http": `POST / HTTP/1.1\r\nHost: api.example.com\r\nContent-Length: ${posted.length}\r\n\r\n${posted}`,
  "login.json": login,
  "token.txt": `mydb.abcdefghijkl.us-east-1.rds.amazonaws.com:3306/?Action=connect&DBUser=jane&${query}`,
};

describe.each(Object.keys(inputs))("a secret pasted in %s", (name) => {
  writeFileSync(join(folder, name), inputs[name] ?? "");
  it.each([["--json"], ["--fail-on=never"]])("is repeated by no output and no log (%s)", (option) => {
    const words = ["explain", option, "--no-default-credentials", "--log", "log.jsonl", name];
    const { stdout, stderr } = countersign(words, { workingFolder: folder });
    const log = readFileSync(join(folder, "log.jsonl"), "utf8");
    expect(stdout.length).toBeGreaterThan(20);
    for (const text of [stdout, stderr, log]) expect(text).not.toContain("CANARY");
  });
});
