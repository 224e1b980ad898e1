import { describe, expect, it } from "vitest";
import { signedExample } from "../../src/diagnosis/example.ts";
import { carriesNoSecret, isSecretHeader, requestSecrets } from "../../src/report/request-secrets.ts";

const url = "https://examplebucket.s3.us-east-1.amazonaws.com/a";
const secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

describe("the secrets of a request", () => {
  it("are none where there is neither a secret header, however written, nor a query", () => {
    const plain = signedExample({ url }).request;
    const withOne = (name: string) => ({ ...plain, headers: [...plain.headers, [name, "x"] as const] });
    expect([plain, withOne("Accept")].map(carriesNoSecret)).toEqual([true, true]);
    expect(
      [withOne("X-AMZ-Security-Token"), withOne("cookie "), { ...plain, target: "/?a" }].map(carriesNoSecret),
    ).toEqual([false, false, false]);
  });

  it("are replaced as sent, decoded and encoded once or twice", () => {
    const { replaced, hasShort } = requestSecrets(
      signedExample({ url, presignedSeconds: 60, sessionToken: "abc+/defgh" }).request,
    );
    expect(replaced("abc+/defgh abc%2B%2Fdefgh abc%252B%252Fdefgh", "*")).toBe("* * *");
    expect(hasShort).toBe(false);
  });

  it("are known to be there when they are too short to look for", () => {
    const { replaced, hasShort } = requestSecrets(signedExample({ url, sessionToken: "abc" }).request);
    expect(hasShort).toBe(true);
    expect(replaced("alphabc", "*")).toBe("alphabc");
  });

  it("include a secret that stands in place of the key id of a presigned URL", () => {
    const { replaced } = requestSecrets(
      signedExample({ url, presignedSeconds: 60, accessKeyId: secret }).request,
    );
    expect(replaced(`Credential ${secret} is unknown`, "*")).toBe("Credential * is unknown");
  });

  it("are none in an ordinary request", () => {
    const { replaced, hasShort } = requestSecrets(signedExample({ url }).request);
    expect(hasShort).toBe(false);
    expect(replaced("AKIAIOSFODNN7EXAMPLE", "*")).toBe("AKIAIOSFODNN7EXAMPLE");
  });

  it("are told by the name of the header", () => {
    expect(isSecretHeader("x-amz-security-token")).toBe(true);
    expect(isSecretHeader("x-amz-server-side-encryption-customer-key-md5")).toBe(true);
    expect(isSecretHeader("x-amz-server-side-encryption-customer-algorithm")).toBe(false);
  });
});
