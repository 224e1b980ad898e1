import { describe, expect, it } from "vitest";
import { upstreamTrust } from "../../src/proxy/upstream-trust.ts";
import { mint } from "../support/minted-certificates.ts";
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
  it("takes a client certificate with its own key alone", async () => {
    const one = await mint({ commonName: "one" });
    const other = await mint({ commonName: "other" });
    expect(upstreamTrust([], one)).toBeDefined();
    const wrong = (certificatePem: string, keyPem: string) => () =>
      upstreamTrust([], { certificatePem, keyPem });
    expect(wrong(one.certificatePem, other.keyPem)).toThrow("belongs to another certificate");
    expect(wrong("x", one.keyPem)).toThrow("the file of --upstream-cert is no PEM certificate");
    expect(wrong(one.certificatePem, "CANARY")).toThrow("the file of --upstream-key is no PEM private key");
    expect(wrong(one.certificatePem, "-----BEGIN ENCRYPTED PRIVATE KEY-----")).toThrow("has a passphrase");
  });
});
