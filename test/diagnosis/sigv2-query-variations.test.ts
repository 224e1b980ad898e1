import { describe, expect, it } from "vitest";
import { sigv2QueryExample } from "../../src/diagnosis/example-sigv2.ts";
import { sigv2QueryVariations } from "../../src/diagnosis/sigv2-query-variations.ts";
import { parseEnvelope } from "../../src/sigv4/envelope.ts";

describe("the variations of a Query service's string to sign", () => {
  it("name the line they change", () => {
    const { request } = sigv2QueryExample({ url: "https://sdb.amazonaws.com/?Action=Select&b=%2A%20~" });
    const reading = parseEnvelope(request);
    if (reading.kind !== "legacy") throw new Error("no claim");
    const all = [...sigv2QueryVariations(request, reading.claim)];
    const lines = new Map(all.map(({ changes, signed }) => [changes[0]?.to, signed?.text.split("\n")]));
    expect(lines.get("POST")?.[0]).toBe("POST");
    expect(lines.get("sdb.amazonaws.com:443")?.[1]).toBe("sdb.amazonaws.com:443");
    expect(lines.get("blanks as +")?.[3]).toContain("b=%2A+~");
    expect(lines.get("* not encoded")?.[3]).toContain("b=*%20~");
    expect(all.find(({ changes }) => changes[0]?.part === "HMAC")?.signed?.method).toBe("HmacSHA1");
  });
});
