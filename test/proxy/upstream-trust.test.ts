import { describe, expect, it } from "vitest";
import { upstreamTrust } from "../../src/proxy/upstream-trust.ts";
import { testAuthority } from "../support/proxy-fixture.ts";

describe("the trust towards upstream", () => {
  it("takes extra roots and refuses what is none", async () => {
    const { certificatePem } = await testAuthority("upstream");
    expect(upstreamTrust([])).toBeDefined();
    expect(upstreamTrust([certificatePem])).toBeDefined();
    expect(() => upstreamTrust(["-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"])).toThrow(
      expect.objectContaining({ code: "ERR_OPTION_INVALID" }),
    );
  });
});
