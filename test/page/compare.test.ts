import { describe, expect, it } from "vitest";
import { pathDoubleEncodedS3 } from "../../src/diagnosis/findings/path-double-encoded-s3.ts";
import { canonicalRequests, compared, lineNames, sideWords } from "../../src/page/compare.ts";
import { inspectedSample, provenSample } from "../support/inspector-fixture.ts";

describe("the canonical requests of an exchange", () => {
  it("are the calculated and the client's where a proof was found", async () => {
    const known = canonicalRequests(await provenSample(pathDoubleEncodedS3.example()));
    expect([...known.keys()]).toEqual(["calculated", "client"]);
    const changed = compared(known.get("calculated") ?? "", known.get("client") ?? "").filter(
      (row) => row.changed,
    );
    expect(changed).toHaveLength(1);
    expect(changed[0]?.signed?.pieces.filter((piece) => piece.changed)).toEqual([
      { text: "52", changed: true },
    ]);
  });

  it("are the same where the signature is right", () => {
    const known = canonicalRequests(
      inspectedSample({ url: "https://examplebucket.s3.us-east-1.amazonaws.com/a" }),
    );
    expect(known.get("client")).toBe(known.get("calculated"));
  });

  it("are the server's too where its answer shows it, its entities read", () => {
    const sample = inspectedSample({ url: "https://examplebucket.s3.us-east-1.amazonaws.com/a" });
    const text = "<Error><CanonicalRequest>GET\n/a&amp;b&#10;&#xA;x</CanonicalRequest></Error>";
    const response = { status: 403, reason: "", headers: [], body: { bytes: 1, text, exact: true } };
    expect(canonicalRequests({ ...sample, response }).get("server")).toBe("GET\n/a&b\n\nx");
  });

  it("have a name for each line", () => {
    expect(lineNames("GET\n/\n\nhost:a\nx-amz-date:b\n\nhost;x-amz-date\nabc")).toEqual([
      "method",
      "URI",
      "query",
      "header",
      "header",
      "end of headers",
      "signed headers",
      "payload hash",
    ]);
    expect(Object.keys(sideWords)).toEqual(["calculated", "client", "server"]);
  });
});
