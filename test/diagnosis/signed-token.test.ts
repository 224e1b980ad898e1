import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { signedToken } from "../../src/diagnosis/signed-token.ts";
import {
  dsqlToken,
  eksToken,
  elastiCacheToken,
  getUrl,
  memoryDbToken,
  mskToken,
  rdsSessionToken,
  rdsToken,
} from "../support/nested-tokens.ts";

describe("signedToken", () => {
  it.each([
    ["RDS", rdsToken, "mydb.abcdefghijkl.us-east-1.rds.amazonaws.com:3306"],
    ["RDS with a session token", rdsSessionToken, "mydb.abcdefghijkl.us-east-1.rds.amazonaws.com:5432"],
    ["DSQL", dsqlToken, "abcdefghijklmnopqrstuvwxyz.dsql.us-east-1.on.aws"],
    ["ElastiCache", elastiCacheToken, "mycluster"],
    ["MemoryDB", memoryDbToken, "mycluster"],
    ["MSK", mskToken, "kafka.us-east-1.amazonaws.com"],
  ])("reads one of %s", (_, token, authority) => {
    const found = signedToken(`${token}\n`, "input", "");
    expect(found).toMatchObject({ kind: "iam-token", place: "input", inUse: true, request: { authority } });
    expect(found?.request.target).toContain("X-Amz-Signature=");
    expect(found?.request.target).not.toContain("User-Agent");
  });

  it("reads one of EKS, and the names of clusters around it", () => {
    const around =
      "X-K8s-Aws-Id: one\naws eks get-token --cluster-name two arn:aws:eks:us-east-1:1:cluster/three";
    const found = signedToken(eksToken, "header authorization", around);
    expect(found?.kind).toBe("eks-token");
    expect(found?.request.authority).toBe("sts.us-east-1.amazonaws.com");
    expect(found?.headerGuesses.map(([, value]) => value)).toEqual(["one", "two", "three"]);
  });

  it.each([
    ["a URL, which is read as such", getUrl],
    ["a text", "hello"],
    ["an empty text", ""],
    ["base64 of something else", btoa("x".repeat(300))],
    ["an EKS token without a URL", "k8s-aws-v1.aGVsbG8"],
  ])("is none: %s", (_, text) => {
    expect(signedToken(text, "input", "")).toBeNull();
  });

  it("reads any text without throwing", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (text, around) => {
        signedToken(text, "input", around);
        signedToken(`k8s-aws-v1.${text}`, "input", around);
      }),
    );
  });
});
