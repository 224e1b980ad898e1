// Sound surroundings without a warning, and many broken in one place: each fault named, and no other.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkTable } from "../../src/doctor/check.ts";
import { checkCounts, examineSurroundings } from "../../src/doctor/examine-surroundings.ts";
import type { Surroundings } from "../../src/doctor/surroundings.ts";
import { faults, faultyChecks, keyId, secret, sharedFile, surroundings } from "../support/surroundings.ts";

const regions = { AWS_REGION: "eu-west-1", AWS_DEFAULT_REGION: "eu-west-1" };
const temporary = "ASIAIOSFODNN7EXAMPLE";
const exempt = "169.254.169.254,169.254.170.2,fd00:ec2::254";

function keys(id: string, key: string, more: Record<string, string> = {}): Partial<Surroundings> {
  const environment = { ...regions, AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: key, ...more };
  return { environment, files: [] };
}

const broken: readonly (readonly [
  name: string,
  changes: Partial<Surroundings>,
  expected: readonly string[],
])[] = [
  ["a secret with a line feed", keys(keyId, `${secret}\n`), ["secret-form error"]],
  ["a secret in quotes", keys(keyId, `'${secret}'`), ["secret-form error"]],
  ["a secret with a byte order mark", keys(keyId, `\ufeff${secret}`), ["secret-form error"]],
  ["a secret with a NUL byte", keys(keyId, `${secret}\0`), ["secret-form error"]],
  ["a percent-encoded secret", keys(keyId, encodeURIComponent(secret)), ["secret-form error"]],
  ["a secret one character short", keys(keyId, secret.slice(1)), ["secret-form warning"]],
  ["key id and secret exchanged", keys(secret, keyId), ["key-id-form error", "secret-form error"]],
  ["a key id in lower case", keys(keyId.toLowerCase(), secret), ["key-id-form error"]],
  ["ASIA without a token", keys(temporary, secret), ["token-missing error"]],
  ["AKIA with a token", keys(keyId, secret, { AWS_SESSION_TOKEN: "FwoG" }), ["token-superfluous error"]],
  [
    "a token with a line break",
    keys(temporary, secret, { AWS_SESSION_TOKEN: "Fwo\nG" }),
    ["token-form error"],
  ],
  [
    "a key id without a secret",
    { environment: { ...regions, AWS_ACCESS_KEY_ID: keyId } },
    ["credentials-incomplete error"],
  ],
  [
    "a leftover token over a profile",
    { environment: { ...regions, AWS_SESSION_TOKEN: "FwoG" } },
    ["credentials-incomplete warning"],
  ],
  [
    "a profile that is not there",
    { environment: { ...regions, AWS_PROFILE: "gone" }, files: [] },
    ["credentials-source error"],
  ],
  [
    "a key beside AWS_PROFILE",
    {
      environment: {
        ...regions,
        AWS_PROFILE: "default",
        AWS_ACCESS_KEY_ID: keyId,
        AWS_SECRET_ACCESS_KEY: secret,
      },
    },
    ["credentials-ambiguous warning"],
  ],
  [
    "a profile torn between the files",
    {
      files: [
        sharedFile("credentials", { "default.aws_access_key_id": keyId }),
        sharedFile("config", { "default.aws_secret_access_key": secret }),
      ],
    },
    ["credentials-torn warning"],
  ],
  [
    "two secrets for one key id",
    {
      environment: { ...regions, AWS_ACCESS_KEY_ID: keyId, AWS_SECRET_ACCESS_KEY: secret.replace("w", "x") },
    },
    ["key-id-conflict error"],
  ],
  [
    "a credentials file open to all",
    {
      files: [
        sharedFile(
          "credentials",
          { "default.aws_access_key_id": keyId, "default.aws_secret_access_key": secret },
          { mode: 0o644 },
        ),
      ],
    },
    ["credentials-file warning"],
  ],
  [
    "a credentials file with a byte order mark",
    { files: [sharedFile("credentials", {}, { byteOrderMark: true })] },
    ["credentials-file error"],
  ],
  ["an availability zone as region", { environment: { AWS_REGION: "us-east-1a" } }, ["region-form error"]],
  ["a region with a NUL byte", { environment: { AWS_REGION: "us-east-1\0" } }, ["region-form error"]],
  ["two regions", { environment: { ...regions, AWS_REGION: "us-east-1" } }, ["region-ambiguous warning"]],
  ["no region", keys(keyId, secret, { AWS_REGION: "", AWS_DEFAULT_REGION: "" }), ["region-missing warning"]],
  [
    "an endpoint without a scheme",
    { environment: { ...regions, AWS_ENDPOINT_URL: "localhost:4566" } },
    ["endpoint-url error"],
  ],
  [
    "an endpoint that is switched off",
    {
      environment: {
        ...regions,
        AWS_ENDPOINT_URL: "http://localhost:4566",
        AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "true",
      },
    },
    ["endpoint-ignored warning"],
  ],
  [
    "a proxy for the credential addresses",
    { proxies: [{ variable: "HTTPS_PROXY", text: "http://proxy.corp:3128", listening: null }] },
    ["proxy-metadata warning"],
  ],
  [
    "a proxy where nothing listens",
    {
      environment: { ...regions, NO_PROXY: exempt },
      proxies: [{ variable: "HTTPS_PROXY", text: "http://127.0.0.1:9", listening: false }],
    },
    ["proxy-listening error"],
  ],
  [
    "a NO_PROXY that hides AWS from us",
    {
      environment: { ...regions, NO_PROXY: "*" },
      proxies: [{ variable: "HTTPS_PROXY", text: "http://127.0.0.1:8080", listening: true }],
    },
    ["proxy-bypassed warning"],
  ],
  [
    "two proxies in two spellings",
    {
      environment: { ...regions, NO_PROXY: exempt, HTTPS_PROXY: "http://a:1", https_proxy: "http://b:1" },
      proxies: [{ variable: "HTTPS_PROXY", text: "http://a:1", listening: null }],
    },
    ["proxy-ambiguous warning"],
  ],
  [
    "a faked clock",
    { environment: { ...regions, LD_PRELOAD: "/usr/lib/faketime/libfaketime.so.1" } },
    ["clock-faked warning"],
  ],
  [
    "a CA variable that names nothing",
    {
      certificateFiles: [
        { variable: "AWS_CA_BUNDLE", path: "/gone", state: "missing", certificates: 0, holdsOurs: false },
      ],
    },
    ["ca-variable error"],
  ],
  [
    "a CA variable with one root",
    {
      certificateFiles: [
        { variable: "SSL_CERT_FILE", path: "/one", state: "read", certificates: 1, holdsOurs: false },
      ],
    },
    ["ca-replaces-roots warning"],
  ],
  [
    "a clock that nobody keeps",
    { clock: { synchronised: false, source: "timedatectl", server: null } },
    ["clock warning"],
  ],
  [
    "a clock six minutes behind",
    { clock: { synchronised: true, source: "ntpq", server: { url: "http://x", offsetMs: -360_000 } } },
    ["clock-offset error"],
  ],
  ["an old Node.js", { node: { version: "v18.0.0", unsafe: [] } }, ["node-version error"]],
  [
    "certificates unchecked",
    { node: { version: "v22.0.0", unsafe: ["NODE_TLS_REJECT_UNAUTHORIZED=0 …"] } },
    ["node-tls error"],
  ],
  ["a taken port", { port: { host: "127.0.0.1", port: 8080, state: "taken" } }, ["port warning"]],
  [
    "an authority near its end",
    { authority: { file: "/ca.pem", notAfterEpochMs: Date.UTC(2026, 0, 5), problem: null } },
    ["certificate-authority warning"],
  ],
  [
    "a runtime past the proxy",
    { probes: [{ id: "node", outcome: "ignored", reason: null }] },
    ["runtime-probe warning"],
  ],
];

test("sound surroundings have no warning", () => {
  expect(faults({})).toEqual([]);
  expect(checkCounts(examineSurroundings(surroundings()))).toMatchObject({
    warning: 0,
    error: 0,
    skipped: 0,
  });
});

describe("broken surroundings", () => {
  test.each(broken)("%s", (_, changes, expected) => {
    expect(faults(changes)).toEqual(expected);
  });

  test("each fault says how to mend it", () => {
    const without = broken.flatMap(([name, changes]) =>
      faultyChecks(changes).flatMap(({ fix }) => (fix === null ? [name] : [])),
    );
    expect(without).toEqual([]);
    expect(broken.length).toBeGreaterThanOrEqual(20);
  });

  test("every id of the table is used by a check of these, or of the sound ones", () => {
    const all = [{}, ...broken.map(([, changes]) => changes)].flatMap((changes) =>
      examineSurroundings(surroundings(changes)),
    );
    const unused = Object.keys(checkTable).filter((id) => !all.some((check) => check.id === id));
    expect(unused).toEqual([]);
  });
});

test("no secret and no token is ever in a check, whatever is wrong with it", () => {
  const canary = "cAnArYsEcReTcAnArYsEcReTcAnArYsEcReT0000";
  const spoiled = (text: string): string[] => [
    text,
    `${text}\n`,
    `"${text}"`,
    encodeURIComponent(text),
    text.slice(3),
    `$${text}`,
    `my-${text}`,
  ];
  for (const text of spoiled(canary)) {
    for (const name of ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_REGION"]) {
      const environment = { AWS_ACCESS_KEY_ID: keyId, AWS_SECRET_ACCESS_KEY: secret, [name]: text };
      expect(JSON.stringify(examineSurroundings(surroundings({ environment })))).not.toMatch(
        /c.?A.?n.?A.?r.?Y.?s.?E/,
      );
    }
  }
});

test("any text anywhere gives checks, never an error", () => {
  const text = fc.string({ unit: "binary", maxLength: 60 });
  fc.assert(
    fc.property(text, text, text, (one, two, three) => {
      const environment = {
        AWS_ACCESS_KEY_ID: one,
        AWS_SECRET_ACCESS_KEY: two,
        AWS_SESSION_TOKEN: three,
        AWS_REGION: one,
        AWS_ENDPOINT_URL: two,
        NO_PROXY: three,
        AWS_PROFILE: three,
      };
      const proxies = [{ variable: "HTTPS_PROXY", text: one, listening: null }];
      const files = [
        sharedFile("credentials", { [`${one}.aws_access_key_id`]: two, [`${one}.region`]: three }),
      ];
      expect(examineSurroundings(surroundings({ environment, proxies, files })).length).toBeGreaterThan(5);
    }),
    { numRuns: 300 },
  );
});
