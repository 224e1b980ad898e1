import { expect, test } from "vitest";
import {
  chosenProfile,
  credentialSets,
  profileNames,
  profileValue,
} from "../../src/doctor/credential-sets.ts";
import { keyId, secret, sharedFile, surroundings } from "../support/surroundings.ts";

test("the environment comes first, then every profile with a value, each with its place", () => {
  const files = [
    sharedFile("credentials", { "dev.aws_access_key_id": "AKIADEVDEVDEVDEVDEV0" }),
    sharedFile("config", { "dev.aws_secret_access_key": secret, "other.region": "eu-west-1" }),
  ];
  const environment = { AWS_ACCESS_KEY_ID: keyId, AWS_SECURITY_TOKEN: "t" };
  expect(credentialSets(surroundings({ files, environment }))).toEqual([
    {
      subject: "the environment",
      profile: null,
      accessKeyId: { text: keyId, place: "AWS_ACCESS_KEY_ID" },
      secret: null,
      token: { text: "t", place: "AWS_SECURITY_TOKEN" },
    },
    {
      subject: "profile dev",
      profile: "dev",
      accessKeyId: { text: "AKIADEVDEVDEVDEVDEV0", place: "[dev] of ~/.aws/credentials" },
      secret: { text: secret, place: "[dev] of ~/.aws/config" },
      token: null,
    },
  ]);
});

test("the credentials file wins over the config file, and in one file the last of two", () => {
  const credentials = sharedFile("credentials", { "dev.region": "a" });
  const files = [
    { ...credentials, entries: [...credentials.entries, { section: "dev", key: "region", value: "b" }] },
    sharedFile("config", { "dev.region": "c" }),
  ];
  expect(profileValue({ files }, "dev", "region")).toEqual({
    text: "b",
    place: "[dev] of ~/.aws/credentials",
  });
  expect(profileValue({ files }, "dev", "output")).toBeNull();
});

test("sections of sessions and services are no profiles", () => {
  const files = [
    sharedFile("config", {
      "default.region": "x",
      "sso-session corp.sso_region": "x",
      "services s.endpoint_url": "x",
    }),
  ];
  expect(profileNames({ files })).toEqual(["default"]);
});

test("AWS_PROFILE is taken before AWS_DEFAULT_PROFILE, and default after both", () => {
  expect(chosenProfile({ environment: { AWS_PROFILE: "a", AWS_DEFAULT_PROFILE: "b" } })).toBe("a");
  expect(chosenProfile({ environment: { AWS_PROFILE: "", AWS_DEFAULT_PROFILE: "b" } })).toBe("b");
  expect(chosenProfile({ environment: {} })).toBe("default");
});
