import { describe, expect, it } from "vitest";
import { createExaminer, examine } from "../../src/diagnosis/examine.ts";
import { absentNotes, asNested, nestedSubject, signedFor } from "../../src/diagnosis/examine-nested.ts";
import { exampleKnowledge, exampleSecret } from "../../src/diagnosis/example.ts";
import { urlRequest } from "../../src/diagnosis/nested-request.ts";
import { nestedInText } from "../../src/diagnosis/nested-requests.ts";
import { signedToken } from "../../src/diagnosis/signed-token.ts";
import {
  dsqlToken,
  eksToken,
  elastiCacheToken,
  federatedLogin,
  getUrl,
  memoryDbToken,
  mskToken,
  putUrl,
  rdsSessionToken,
  rdsToken,
  sigV2Url,
  typedPutUrl,
  vaultLogin,
} from "../support/nested-tokens.ts";

const both = ["AKIAIOSFODNN7EXAMPLE", "ASIAIOSFODNN7EXAMPLE"].map(
  (accessKeyId) => exampleKnowledge(exampleSecret, accessKeyId).credentials,
);
const examiner = createExaminer({ credentials: both.flat(), signingKeys: [] });

function examined(text: string, around = "") {
  const alone = signedToken(text, "input", around);
  const [found] = alone ? [alone] : nestedInText(text, "request body");
  if (!found) throw new Error("nothing found");
  const inner = nestedSubject(
    found,
    { id: "1.1", within: "1", input: null, index: 0, nowEpochMs: null },
    examiner,
  );
  return asNested(examine(inner.subject, examiner), inner);
}

describe("the examination of a nested request", () => {
  it.each([
    ["rds", rdsToken, "GET"],
    ["rds with a session token", rdsSessionToken, "GET"],
    ["dsql", dsqlToken, "GET"],
    ["elasticache", elastiCacheToken, "GET"],
    ["memorydb", memoryDbToken, "GET"],
    ["msk", mskToken, "GET"],
    ["vault", vaultLogin, "POST"],
    ["workload identity federation", federatedLogin, "POST"],
    ["S3 GET", getUrl, "GET"],
    ["S3 PUT, by the method that fits", putUrl, "PUT"],
    ["S3 by Signature Version 2", sigV2Url, "GET"],
  ])("verifies %s, and not a changed one", (_, text, method) => {
    const right = examined(text);
    expect([right.verdict, right.request.method]).toEqual(["valid", method]);
    const errors = right.findings.filter(({ severity }) => severity === "error").map(({ rule }) => rule);
    expect(errors).toEqual([]);
    const { request, nested } = right;
    expect(nested).toMatchObject({ within: "1" });
    const changed = { ...request, target: request.target.replace("/?", "/x?").replace(".txt", ".tx") };
    const subject = { id: "1", input: null, index: 0, response: null, selfCheck: null, nowEpochMs: null };
    if (changed.target !== request.target)
      expect(examine({ ...subject, request: changed }, examiner).verdict).toBe("mismatch");
  });

  it("verifies an EKS token with the name of its cluster, and judges nothing without", () => {
    expect(examined(eksToken, "--cluster-name my-cluster").verdict).toBe("valid");
    for (const around of ["", "--cluster-name another"]) {
      const { verdict, causes, findings, nested } = examined(eksToken, around);
      expect({ verdict, causes, findings }).toEqual({ verdict: "unverifiable", causes: [], findings: [] });
      expect(nested?.absentHeaders).toEqual(["x-k8s-aws-id"]);
    }
    expect(absentNotes(examined(eksToken))).toEqual([
      "not judged: x-k8s-aws-id (the name of the cluster) is signed and is not in the text",
    ]);
  });

  it("judges no URL whose signed headers are somewhere else", () => {
    const { verdict, causes, nested } = examined(typedPutUrl);
    expect([verdict, causes, nested?.absentHeaders]).toEqual(["unverifiable", [], ["content-type"]]);
    expect(absentNotes(examined(getUrl))).toEqual([]);
  });

  it("finds the method a URL is signed for", () => {
    const put = urlRequest(putUrl, "GET");
    if (!put) throw new Error("no request");
    expect(signedFor(put, ["GET", "PUT"], examiner).method).toBe("PUT");
    expect(signedFor(put, ["GET", "HEAD"], examiner).method).toBe("GET");
  });
});
