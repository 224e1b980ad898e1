import { describe, expect, it } from "vitest";
import { isSigningName } from "../../src/endpoints/signing-names.ts";

describe("the signing names", () => {
  it.each(["s3", "s3express", "sts", "execute-api", "iotdevicegateway", "es", "vpc-lattice-svcs"])(
    "has %s",
    (name) => {
      expect(isSigningName(name)).toBe(true);
    },
  );

  it.each(["service", "S3", "sagemaker-runtime", "", "constructor"])("has not %s", (name) => {
    expect(isSigningName(name)).toBe(false);
  });
});
