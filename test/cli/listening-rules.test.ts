import { describe, expect, it } from "vitest";
import { checkListening, isLoopback } from "../../src/cli/listening-rules.ts";

describe("checkListening", () => {
  it.each(["127.0.0.1", "127.9.9.9", "::1", "[::1]", "localhost"])("lets %s pass", (host) => {
    expect(() =>
      checkListening({ host, allowRemote: false, resign: "off", endpointMode: false }, {}),
    ).not.toThrow();
  });

  it.each(["0.0.0.0", "::", "192.168.1.5", "127.0.0.1.evil.test", "localhost.evil.test", "myhost"])(
    "refuses %s unless remote clients are allowed",
    (host) => {
      expect(() =>
        checkListening({ host, allowRemote: false, resign: "off", endpointMode: false }, {}),
      ).toThrow(expect.objectContaining({ code: "ERR_OPTION_INVALID" }));
      expect(() =>
        checkListening({ host, allowRemote: true, resign: "off", endpointMode: false }, {}),
      ).not.toThrow();
    },
  );

  it("signs again for this machine only, whatever is allowed beside it", () => {
    const far = { host: "0.0.0.0", allowRemote: true, endpointMode: false };
    for (const resign of ["mismatch", "all"] as const) {
      expect(() => checkListening({ ...far, resign }, {})).toThrow(
        "--resign signs with known credentials for whoever can connect, and --host 0.0.0.0 can be reached by other machines",
      );
      expect(() =>
        checkListening({ host: "localhost", allowRemote: false, resign, endpointMode: false }, {}),
      ).not.toThrow();
    }
  });

  it("takes signing again for an endpoint's own business", () => {
    const settings = { host: "127.0.0.1", allowRemote: false, resign: "all", endpointMode: true } as const;
    expect(() => checkListening(settings, {})).toThrow("--endpoint-mode and --resign do not go together");
    expect(isLoopback("127.0.0.1") && !isLoopback("0.0.0.0")).toBe(true);
  });

  it("refuses a Node that does not verify", () => {
    const host = { host: "127.0.0.1", allowRemote: false, resign: "off", endpointMode: false } as const;
    const refused = expect.objectContaining({ code: "ERR_NODE_UNSAFE" });
    expect(() => checkListening(host, { NODE_TLS_REJECT_UNAUTHORIZED: "0" })).toThrow(refused);
    expect(() =>
      checkListening(host, { NODE_OPTIONS: "--max-http-header-size=1 --insecure-http-parser" }),
    ).toThrow(refused);
  });
});
