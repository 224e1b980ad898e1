import { describe, expect, it } from "vitest";
import { withHeader } from "../../../src/diagnosis/example.ts";
import { sigv4aExample } from "../../../src/diagnosis/example-sigv4a.ts";
import { sigv4aImplementation } from "../../../src/diagnosis/findings/sigv4a-implementation.ts";
import { headerValue } from "../../../src/http/raw-headers.ts";
import { accusedOf } from "../../support/correct-traffic.ts";
import { examined } from "../../support/examined.ts";
import { sigv4aSigned } from "../../support/sigv4a-signed.ts";

const example = sigv4aExample({ signature: "00" });

describe("sigv4a-implementation", () => {
  it("is the only cause of its own example: hashed twice", async () => {
    const examination = await examined(sigv4aImplementation.example());
    expect(examination.verdict).toBe("mismatch");
    expect(examination.causes).toEqual(["sigv4a-implementation"]);
    expect(examination.proof?.changes).toEqual([
      { part: "string to sign", from: "hashed once, by the signature", to: "hashed before, and so twice" },
    ]);
  });

  const faults: readonly (readonly [string, (text: string) => string, string])[] = [
    [
      "raw hash",
      (text) => text.slice(0, -64) + Buffer.from(text.slice(-64), "hex").toString("latin1"),
      "32 raw bytes",
    ],
    [
      "region in the scope",
      (text) => text.replace("20260102/s3", "20260102/us-east-1/s3"),
      "with the region us-east-1",
    ],
  ];

  it.each(faults)("is proven: %s", async (_, text, to) => {
    const { verdict, causes, proof } = await examined(sigv4aSigned(example, text));
    expect({ verdict, causes }).toEqual({ verdict: "mismatch", causes: ["sigv4a-implementation"] });
    expect(proof?.changes[0]?.to).toBe(to);
  });

  it("is found where the region set is missing, the scope has a region, or the signature is no DER", async () => {
    const missing = await examined(sigv4aSigned(sigv4aExample({ signature: "00", regionSet: null })));
    expect([missing.verdict, missing.causes]).toEqual(["valid", ["sigv4a-implementation"]]);
    const scoped = sigv4aSigned(
      sigv4aExample({ signature: "00", scope: "20260102/us-east-1/s3/aws4_request" }),
    );
    const named = await examined(scoped);
    expect([named.verdict, named.causes]).toEqual(["valid", ["sigv4a-implementation"]]);
    const right = sigv4aSigned(example);
    const sent = headerValue(right.request.headers, "authorization") ?? "";
    const upper = sent.replace(/Signature=(.*)$/, (_, hex: string) => `Signature=${hex.toUpperCase()}`);
    const spelled = await examined({ ...right, request: withHeader(right.request, "Authorization", upper) });
    expect(spelled.findings.map(({ rule }) => rule)).toContain("sigv4a-implementation");
  });

  it("leaves a changed header to its own rule", async () => {
    const right = sigv4aSigned(example);
    const changed = { ...right, request: { ...right.request, target: "/report.json/" } };
    expect((await examined(changed)).causes).toEqual(["trailing-slash"]);
  });

  it("finds nothing in correct traffic", async () => {
    expect(await accusedOf(sigv4aImplementation)).toEqual([]);
  });
});
