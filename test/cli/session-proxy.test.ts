import { describe, expect, it } from "vitest";
import { fallbackSettings } from "../../src/cli/options.ts";
import { proxyBasics, upstreamOf } from "../../src/cli/session-proxy.ts";
import { createExaminer } from "../../src/diagnosis/examine.ts";
import { exampleKnowledge } from "../../src/diagnosis/example.ts";

describe("the options of a session's proxy", () => {
  it("follow from the settings", () => {
    const settings = { ...fallbackSettings(), port: 9, maxConnections: 5, intercept: ["a:1"] };
    const examiner = createExaminer(exampleKnowledge());
    expect(proxyBasics(settings, { examiner: () => examiner })).toMatchObject({
      ...{ host: "127.0.0.1", port: 9, maxConnections: 5, intercept: ["a:1"] },
      ...{ sandboxed: false, captureLimitBytes: 1_048_576 },
    });
  });

  it("take the upstream proxy of the environment, and none for the sandbox", () => {
    const environment = { HTTPS_PROXY: "http://proxy:1" };
    const of = (sandbox: boolean): unknown =>
      upstreamOf({ settings: { ...fallbackSettings(), sandbox }, environment, workingFolder: "/" });
    expect(of(false)).toEqual({
      upstreamProxy: { httpsProxy: "http://proxy:1", httpProxy: null, noProxy: null },
      upstreamCa: [],
      upstreamCertificate: null,
    });
    expect(of(true)).toMatchObject({ upstreamProxy: null });
  });
});
