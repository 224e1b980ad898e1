import { describe, expect, test } from "vitest";
import type { Check } from "../../src/doctor/check.ts";
import { sourceChecks } from "../../src/doctor/source-checks.ts";
import type { Surroundings } from "../../src/doctor/surroundings.ts";
import { keyId, secret, sharedFile, surroundings } from "../support/surroundings.ts";

const other = "AKIAI44QH8DHBEXAMPLE";
const temporary = "ASIAIOSFODNN7EXAMPLE";

function found(changes: Partial<Surroundings>, id: string): readonly Check[] {
  return sourceChecks(surroundings(changes)).filter((check) => check.id === id);
}

describe("the source that wins", () => {
  test.each<[string, Partial<Surroundings>, string, string]>([
    [
      "the environment",
      { environment: { AWS_ACCESS_KEY_ID: other, AWS_SECRET_ACCESS_KEY: secret } },
      "the environment",
      "AKIA…MPLE: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are set, and the environment comes first",
    ],
    ["a profile", {}, "profile default", "AKIA…MPLE: it is the default, and the environment has no key"],
    [
      "a role",
      { environment: { AWS_PROFILE: "r" }, files: [sharedFile("config", { "r.role_arn": "arn" })] },
      "profile r",
      "a role that is assumed (role_arn): AWS_PROFILE names it, and the environment has no key",
    ],
    [
      "web identity",
      { environment: { AWS_WEB_IDENTITY_TOKEN_FILE: "/t" }, files: [] },
      "web identity",
      "AWS_WEB_IDENTITY_TOKEN_FILE is set, and nothing before it has a key",
    ],
    [
      "a container",
      { environment: { AWS_CONTAINER_CREDENTIALS_FULL_URI: "http://x" }, files: [] },
      "the container",
      "AWS_CONTAINER_CREDENTIALS_FULL_URI is set, and nothing before it has a key",
    ],
  ])("%s", (_, changes, subject, detail) => {
    expect(found(changes, "credentials-source")).toEqual([
      { id: "credentials-source", status: "ok", subject, detail, fix: null },
    ]);
  });

  test("a profile that no file has is an error, no credentials at all a note", () => {
    expect(
      found({ environment: { AWS_PROFILE: "no such" }, files: [] }, "credentials-source")[0],
    ).toMatchObject({
      status: "error",
      fix: "aws configure --profile 'no such'",
    });
    expect(found({ environment: {}, files: [] }, "credentials-source")[0]).toMatchObject({
      status: "note",
      fix: null,
    });
  });

  test("a key beside AWS_PROFILE is ambiguous", () => {
    const environment = { AWS_ACCESS_KEY_ID: keyId, AWS_SECRET_ACCESS_KEY: secret, AWS_PROFILE: "default" };
    expect(found({ environment }, "credentials-ambiguous")[0]?.status).toBe("warning");
    expect(found({}, "credentials-ambiguous")).toEqual([]);
  });
});

describe("sets that do not belong together", () => {
  test("a key id without its secret, and the other way round", () => {
    const [one] = found({ environment: { AWS_ACCESS_KEY_ID: keyId } }, "credentials-incomplete");
    expect(one?.detail).toBe(
      "AWS_ACCESS_KEY_ID has a key id and there is no secret: the AWS CLI stops, SDKs go on to another source",
    );
    const files = [sharedFile("credentials", { "dev.aws_secret_access_key": secret })];
    expect(found({ files }, "credentials-incomplete")[0]).toMatchObject({
      status: "error",
      fix: "aws configure --profile dev",
    });
  });

  test("a token alone", () => {
    expect(found({ environment: { AWS_SESSION_TOKEN: "t" } }, "credentials-incomplete")[0]).toMatchObject({
      status: "warning",
      fix: "unset AWS_SESSION_TOKEN AWS_SECURITY_TOKEN",
    });
  });

  test("values of one profile in two files", () => {
    const files = [
      sharedFile("credentials", { "default.aws_access_key_id": keyId }),
      sharedFile("config", { "default.aws_secret_access_key": secret }),
    ];
    expect(found({ files }, "credentials-torn")[0]?.detail).toContain(
      "[default] of ~/.aws/credentials; [default] of ~/.aws/config",
    );
  });

  test("the environment's token is that of a profile with another key id", () => {
    const environment = {
      AWS_ACCESS_KEY_ID: "ASIAOLDOLDOLDOLDOLD0",
      AWS_SECRET_ACCESS_KEY: secret.replace("w", "x"),
      AWS_SESSION_TOKEN: "token-of-the-profile",
    };
    const files = [
      sharedFile("credentials", {
        "default.aws_access_key_id": temporary,
        "default.aws_secret_access_key": secret,
        "default.aws_session_token": "token-of-the-profile",
      }),
    ];
    const [torn] = found({ environment, files }, "credentials-torn");
    expect(torn).toMatchObject({ status: "error", subject: "the environment" });
    expect(torn?.detail).toBe(
      "the environment's key id is ASIA…OLD0, but its session token is that of profile default (ASIA…MPLE)",
    );
  });

  test("one key id with two secrets", () => {
    const environment = { AWS_ACCESS_KEY_ID: keyId, AWS_SECRET_ACCESS_KEY: secret.replace("w", "x") };
    expect(found({ environment }, "key-id-conflict")[0]?.detail).toBe(
      "AKIA…MPLE has another secret in the environment: one of the two is wrong or old",
    );
  });
});

describe("the files", () => {
  test.each<[Partial<ReturnType<typeof sharedFile>>, string, string]>([
    [{ state: "unreadable" }, "error", "cannot be read"],
    [{ mode: 0o644 }, "warning", "holds secrets and is open to other users (mode 644)"],
    [
      { byteOrderMark: true },
      "error",
      "begins with a byte order mark: some SDKs do not find its first profile",
    ],
  ])("%j", (changes, status, detail) => {
    const files = [
      sharedFile(
        "credentials",
        { "default.aws_access_key_id": keyId, "default.aws_secret_access_key": secret },
        changes,
      ),
    ];
    expect(found({ files }, "credentials-file")[0]).toMatchObject({ status, detail });
  });

  test("a file without secrets may be open, and a missing one is no fault", () => {
    const files = [
      sharedFile("config", { "default.region": "x" }, { mode: 0o644 }),
      sharedFile("credentials", {}, { state: "missing" }),
    ];
    expect(found({ files }, "credentials-file").map(({ status }) => status)).toEqual(["ok"]);
  });
});
