import { describe, expect, it } from "vitest";
import type { Example } from "../../../src/diagnosis/example.ts";
import { exampleKnowledge, exampleResponse } from "../../../src/diagnosis/example.ts";
import type { SigV2Recipe } from "../../../src/diagnosis/example-sigv2.ts";
import { sigv2Example, sigv2QueryExample } from "../../../src/diagnosis/example-sigv2.ts";
import { sigv2Canonicalization } from "../../../src/diagnosis/findings/sigv2-canonicalization.ts";
import { accusedOf } from "../../support/correct-traffic.ts";
import { examined } from "../../support/examined.ts";

const url = "https://examplebucket.s3.us-east-1.amazonaws.com/a%20b.txt";
const causes = async (example: Example) => (await examined(example)).causes;
const unknown = { credentials: [], signingKeys: [] };

describe("sigv2-canonicalization", () => {
  it("is the only cause of its own example", async () => {
    const examination = await examined(sigv2Canonicalization.example());
    expect(examination.verdict).toBe("mismatch");
    expect(examination.causes).toEqual(["sigv2-canonicalization"]);
    expect(examination.proof?.changes).toEqual([
      { part: "resource", from: "/examplebucket/report.json?tagging", to: "/examplebucket/report.json" },
    ]);
    expect(
      examination.findings.filter(({ severity }) => severity === "error").map(({ rule }) => rule),
    ).toEqual(["sigv2-canonicalization"]);
  });

  const faults: readonly (readonly [string, SigV2Recipe])[] = [
    ["bucket missing", { url, signedParts: (parts) => ({ ...parts, bucket: "" }) }],
    ["path decoded", { url, signedParts: (parts) => ({ ...parts, path: "/a b.txt" }) }],
    [
      "Content-Type set later",
      {
        method: "PUT",
        url,
        headers: [["Content-Type", "text/plain; charset=utf-8"]],
        body: "x",
        signedParts: (parts) => ({ ...parts, contentType: "text/plain" }),
      },
    ],
    [
      "Date line beside x-amz-date",
      {
        url,
        headers: [["x-amz-date", "Fri, 02 Jan 2026 03:04:05 GMT"]],
        signedParts: (parts) => ({ ...parts, date: "Fri, 02 Jan 2026 03:04:05 GMT" }),
      },
    ],
    [
      "headers unsorted",
      {
        method: "PUT",
        url,
        headers: [
          ["x-amz-meta-b", "1"],
          ["x-amz-acl", "private"],
        ],
        signedParts: (parts) => ({ ...parts, amzHeaders: [...parts.amzHeaders].reverse() }),
      },
    ],
    [
      "header names with capitals",
      {
        method: "PUT",
        url,
        headers: [["X-Amz-Acl", "private"]],
        signedParts: (parts) => ({ ...parts, amzHeaders: [{ name: "X-Amz-Acl", value: "private" }] }),
      },
    ],
    [
      "two faults at once",
      {
        method: "PUT",
        url,
        headers: [["Content-Type", "text/plain"]],
        body: "x",
        signedParts: (parts) => ({ ...parts, contentType: "", bucket: "" }),
      },
    ],
    [
      "signed URL with the whole query",
      {
        url: `${url}?x-id=1`,
        expires: 1_767_323_945,
        signedParts: (parts) => ({ ...parts, subResources: [{ name: "x-id", value: "1" }] }),
      },
    ],
  ];

  it.each(faults)("is proven: %s", async (_, recipe) => {
    const examination = await examined(sigv2Example(recipe));
    expect(examination.verdict).toBe("mismatch");
    expect(examination.causes).toEqual(["sigv2-canonicalization"]);
    expect(examination.findings.find(({ rule }) => rule === "sigv2-canonicalization")?.certainty).toBe(
      "proven",
    );
  });

  it("finds nothing in right signatures, in header and query, with sub-resources and x-amz- headers", async () => {
    const right: SigV2Recipe[] = [
      { url },
      { url: `${url}?acl` },
      { url: `${url}?versionId=3%2FL4&response-content-type=text%2Fplain`, expires: 1_767_323_945 },
      { url: "https://s3.amazonaws.com/examplebucket/a" },
      { url, method: "PUT", headers: [["X-Amz-Meta-B", " a  b "]], body: "x" },
      { url, date: null, headers: [["x-amz-date", "Fri, 02 Jan 2026 03:04:05 GMT"]] },
      { url: "https://bucket.store.example:9000/a" },
    ];
    for (const recipe of right) {
      const { verdict, findings } = await examined(sigv2Example(recipe));
      const errors = findings.filter(({ severity }) => severity === "error");
      expect({ verdict, errors, recipe }).toEqual({ verdict: "valid", errors: [], recipe });
    }
  });

  it("predicts success where a server that is not AWS's reads a right signature", async () => {
    const { prediction } = await examined(sigv2Example({ url: "https://bucket.store.example:9000/a" }));
    expect(prediction).toMatchObject({ status: 200, code: null });
  });

  it("proves faults of a Query service's parameters line", async () => {
    const query = "https://sdb.amazonaws.com/?Action=Select&SelectExpression=select%20*%20from%20d";
    expect((await examined(sigv2QueryExample({ url: query }))).verdict).toBe("valid");
    expect((await examined(sigv2QueryExample({ url: query, method: "HmacSHA1" }))).verdict).toBe("valid");
    const unsorted = sigv2QueryExample({
      url: "https://SDB.amazonaws.com/?Action=ListDomains",
      signedParts: (parts) => ({ ...parts, host: "SDB.amazonaws.com" }),
    });
    expect(await causes(unsorted)).toEqual(["sigv2-canonicalization"]);
  });

  it("proves a wrong secret as such", async () => {
    expect(await causes(sigv2Example({ url, secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n" }))).toEqual(
      ["secret-whitespace-newline"],
    );
    const other = exampleKnowledge("je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY", "AKIAI44QH8DHBEXAMPLE");
    const knowledge = {
      credentials: [...exampleKnowledge().credentials, ...other.credentials],
      signingKeys: [],
    };
    expect(
      await causes(sigv2Example({ url, knowledge, secret: "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY" })),
    ).toEqual(["secret-akid-mismatched-pair"]);
  });

  const answer = (text: string) =>
    exampleResponse(
      403,
      [],
      `<Error><Code>SignatureDoesNotMatch</Code><Message>The request signature we calculated does not match the signature you provided. Check your key and signing method.</Message><StringToSign>${text}</StringToSign></Error>`,
    );

  it("is reported where S3 shows another string to sign than was sent", async () => {
    const response = answer("GET\n\ntext/plain\nFri, 02 Jan 2026 03:04:05 GMT\n/examplebucket/a%20b.txt");
    const examination = await examined(sigv2Example({ url, response, knowledge: unknown }));
    expect(examination.causes).toEqual(["sigv2-canonicalization"]);
    expect(examination.findings[0]?.detail).toContain('Content-Type ("" here, "text/plain" there)');
  });

  it("leaves the key as the cause where S3 shows the same string to sign", async () => {
    const response = answer("GET\n\n\nFri, 02 Jan 2026 03:04:05 GMT\n/examplebucket/a%20b.txt");
    expect(await causes(sigv2Example({ url, response, knowledge: unknown }))).toEqual([
      "secret-akid-mismatched-pair",
    ]);
  });

  it("finds nothing in correct traffic", async () => {
    expect(await accusedOf(sigv2Canonicalization)).toEqual([]);
  });
});
