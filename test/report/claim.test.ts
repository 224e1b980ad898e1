import { describe, expect, it } from "vitest";
import { signedExample } from "../../src/diagnosis/example.ts";
import { postExample } from "../../src/diagnosis/example-post.ts";
import { sigv2Example } from "../../src/diagnosis/example-sigv2.ts";
import { sigv4aExample } from "../../src/diagnosis/example-sigv4a.ts";
import type { CapturedRequest } from "../../src/http/captured-exchange.ts";
import { claimedSignatures, claimOf } from "../../src/report/claim.ts";
import { examinationJson } from "../../src/report/examination-json.ts";
import { parseEnvelope } from "../../src/sigv4/envelope.ts";
import { examined } from "../support/examined.ts";

const url = "https://examplebucket.s3.us-east-1.amazonaws.com/a";
const shown = (request: CapturedRequest) => claimOf(parseEnvelope(request), request);

describe("a claim as shown", () => {
  it("has its form, algorithm, key id and scope, whichever form it has", () => {
    expect(shown(signedExample({ url }).request)).toMatchObject({
      form: "authorization-header",
      algorithm: "AWS4-HMAC-SHA256",
    });
    expect(shown(sigv2Example({ url }).request)).toMatchObject({
      form: "sigv2-header",
      algorithm: "HmacSHA1",
      accessKeyId: "AKIAIOSFODNN7EXAMPLE",
      credentialScope: null,
      amzDate: "Fri, 02 Jan 2026 03:04:05 GMT",
    });
    expect(shown(postExample({}).request)).toMatchObject({
      form: "post-policy",
      algorithm: "AWS4-HMAC-SHA256",
      credentialScope: { region: "us-east-1" },
      amzDate: "20260102T030405Z",
    });
    expect(shown(sigv4aExample({ signature: "3045" }).request)).toMatchObject({
      algorithm: "AWS4-ECDSA-P256-SHA256",
      credentialScope: { date: "20260102", region: "", service: "s3", terminator: "aws4_request" },
      signedHeaders: ["host", "x-amz-content-sha256", "x-amz-date", "x-amz-region-set"],
    });
    expect(shown({ ...signedExample({ url }).request, headers: [] })).toMatchObject({ form: "none" });
  });

  it("names a base64 signature also as it stands in a query", () => {
    const { request } = sigv2Example({ url, expires: 1_767_323_945 });
    const [plain = "", encoded = ""] = claimedSignatures(parseEnvelope(request));
    expect(plain).toMatch(/^[A-Za-z0-9+/]{27}=$/);
    expect(request.target.endsWith(`Signature=${encoded}`)).toBe(true);
  });

  it("never shows a form's policy or token, and no whole signature in a log", async () => {
    const token = "IQoJb3JpZ2luX2VjEXAMPLETOKEN";
    const fields = [
      { name: "key", value: "user/eric/a" },
      { name: "x-amz-security-token", value: token },
    ];
    const conditions = [["starts-with", "$key", ""], { "x-amz-security-token": "another-secret-token" }];
    const example = postExample({ fields, conditions });
    const policy = /name="policy"\r\n\r\n([^\r]*)/.exec(
      Buffer.from(example.request.body.content ?? []).toString("latin1"),
    )?.[1];
    const examination = await examined(example);
    expect(examination.causes).toEqual(["post-policy-field-mismatch"]);
    const [signature = ""] = claimedSignatures(examination.reading);
    for (const view of ["short", "full"] as const) {
      const text = JSON.stringify(examinationJson(examination, { signature: view }));
      for (const secret of [policy ?? "?", token, "another-secret-token"]) expect(text).not.toContain(secret);
      expect(text.includes(signature)).toBe(view === "full");
    }
  });

  it("shows no other spelling of a form's policy either, where that is the proof", async () => {
    for (const signed of [
      (text: string) => ({ text: atob(text) }),
      (text: string) => ({ text: text.replace(/(.{60})(?=.)/g, "$1\n") }),
    ]) {
      const examination = await examined(postExample({ signed }));
      expect(examination.causes).toEqual(["post-policy-signature"]);
      const text = JSON.stringify(examinationJson(examination, { signature: "full" }));
      expect(text).toContain('"stringToSign":"[redacted]"');
      expect(text).not.toMatch(/eyJleHBpcmF0aW9u|starts-with/);
    }
  });

  it("shortens a Version 2 signature in a log and hides its token", async () => {
    const token = "IQoJb3JpZ2luX2VjEXAMPLETOKEN";
    const headers = [["x-amz-security-token", token]] as const;
    for (const example of [
      sigv2Example({ url, headers }),
      sigv2Example({ url, expires: 1_767_323_945, headers }),
    ]) {
      const examination = await examined(example);
      const json = examinationJson(examination, { signature: "short" });
      expect(json.verdict).toBe("valid");
      expect(json.derivation?.stringToSign).toContain("x-amz-security-token:[redacted]");
      const text = JSON.stringify(json);
      for (const secret of [token, ...claimedSignatures(examination.reading)])
        expect(text).not.toContain(secret);
    }
  });
});
