import { describe, expect, it } from "vitest";
import { endpointEnvironment } from "../../src/cli/endpoint-environment.ts";

const endpointUrl = "http://127.0.0.1:8080";

describe("the environment of a command in endpoint mode", () => {
  it("names the endpoint, and no proxy between it and the command", () => {
    expect(endpointEnvironment({ endpointUrl, parent: {}, exampleCredentials: null })).toEqual({
      set: {
        AWS_ENDPOINT_URL: "http://127.0.0.1:8080",
        NO_PROXY: "127.0.0.1",
        no_proxy: "127.0.0.1",
        COUNTERSIGN_ACTIVE: "1",
      },
      removed: [],
      notes: [],
    });
    const parent = { NO_PROXY: "a.example" };
    expect(endpointEnvironment({ endpointUrl, parent, exampleCredentials: null }).set.NO_PROXY).toBe(
      "a.example,127.0.0.1",
    );
  });

  it("leaves out what would lead elsewhere, and says so", () => {
    const parent = { AWS_ENDPOINT_URL_S3: "http://x", AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "true", A: "1" };
    const { removed, notes } = endpointEnvironment({ endpointUrl, parent, exampleCredentials: null });
    expect(removed).toEqual(["AWS_ENDPOINT_URL_S3", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"]);
    expect(notes).toEqual([
      "AWS_ENDPOINT_URL_S3, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS would lead elsewhere: left out for the command.",
    ]);
  });

  it("hands the sandbox's example credentials on", () => {
    const exampleCredentials = { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "example" };
    const { set } = endpointEnvironment({ endpointUrl, parent: {}, exampleCredentials });
    expect([set.AWS_ACCESS_KEY_ID, set.AWS_SECRET_ACCESS_KEY, set.AWS_REGION]).toEqual([
      "AKIAIOSFODNN7EXAMPLE",
      "example",
      "us-east-1",
    ]);
  });
});
