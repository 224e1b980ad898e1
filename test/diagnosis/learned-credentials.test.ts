import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { noBodyTools } from "../../src/diagnosis/body-tools.ts";
import { exampleKnowledge, exampleResponse, signedExample } from "../../src/diagnosis/example.ts";
import { learnedCredentials, withLearned } from "../../src/diagnosis/learned-credentials.ts";
import type { KnownCredentials } from "../../src/sigv4/known-credentials.ts";
import { noKnowledge } from "../../src/sigv4/known-credentials.ts";
import { revealSecret, Secret } from "../../src/sigv4/secret.ts";

const id = "ASIAIOSFODNN7EXAMPLE";
const secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
const token = "IQoJb3JpZ2luX2VjEXAMPLE+TOKEN/==";
const until = "2026-01-02T04:04:05Z";
const xml = `<AccessKeyId>${id}</AccessKeyId><SecretAccessKey>${secret}</SecretAccessKey><SessionToken>${token}</SessionToken><Expiration>${until}</Expiration>`;
const set = { AccessKeyId: id, SecretAccessKey: secret, SessionToken: token, Expiration: until };
const small = { accessKeyId: id, secretAccessKey: secret, sessionToken: token };

function learned(url: string, body: string, status = 200): readonly KnownCredentials[] {
  const { request } = signedExample({ url });
  return learnedCredentials(request, exampleResponse(status, [], body), noBodyTools);
}

function plain(found: readonly KnownCredentials[]) {
  return found.map(({ accessKeyId, secretAccessKey, sessionToken, expiresAtEpochMs, source }) => ({
    accessKeyId,
    secret: revealSecret(secretAccessKey),
    token: sessionToken && revealSecret(sessionToken),
    until: expiresAtEpochMs,
    source,
  }));
}

const STS = "https://sts.us-east-1.amazonaws.com/";
const end = 1767326645000;

describe("learnedCredentials", () => {
  it.each([
    [
      "STS AssumeRole",
      STS,
      `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><AssumedRoleUser><Arn>arn</Arn></AssumedRoleUser><Credentials>${xml}</Credentials></AssumeRoleResult></AssumeRoleResponse>`,
      "STS",
    ],
    [
      "STS as JSON",
      STS,
      JSON.stringify({
        GetSessionTokenResponse: {
          GetSessionTokenResult: { Credentials: { ...set, Expiration: end / 1000 } },
        },
      }),
      "STS",
    ],
    [
      "SSO GetRoleCredentials",
      "https://portal.sso.eu-west-1.amazonaws.com/federation/credentials",
      JSON.stringify({ roleCredentials: { ...small, expiration: end } }),
      "IAM Identity Center",
    ],
    [
      "Cognito",
      "https://cognito-identity.us-east-1.amazonaws.com/",
      JSON.stringify({
        Credentials: { AccessKeyId: id, SecretKey: secret, SessionToken: token, Expiration: end / 1000 },
        IdentityId: "us-east-1:x",
      }),
      "Cognito",
    ],
    [
      "CreateSession",
      "https://data--use1-az4--x-s3.s3express-use1-az4.us-east-1.amazonaws.com/?session",
      `<?xml version="1.0"?>\n<CreateSessionResult><Credentials>${xml}</Credentials></CreateSessionResult>`,
      "CreateSession",
    ],
    [
      "EKS Pod Identity",
      "https://eks-auth.us-east-1.api.aws/clusters/c/assume-role-for-pod-identity",
      JSON.stringify({ credentials: { ...small, expiration: end / 1000 } }),
      "EKS Pod Identity",
    ],
    [
      "instance metadata",
      "http://169.254.169.254/latest/meta-data/iam/security-credentials/role",
      JSON.stringify({
        Code: "Success",
        Type: "AWS-HMAC",
        AccessKeyId: id,
        SecretAccessKey: secret,
        Token: token,
        Expiration: until,
      }),
      "the credentials endpoint 169.254.169.254",
    ],
    [
      "a container",
      "http://localhost:1338/get-credentials",
      JSON.stringify({ AccessKeyId: id, SecretAccessKey: secret, Token: token, Expiration: until }),
      "the credentials endpoint localhost",
    ],
  ])("takes those of %s", (_, url, body, giver) => {
    const source = `learned from ${giver}`;
    expect(plain(learned(url, body))).toEqual([{ accessKeyId: id, secret, token, until: end, source }]);
  });

  it.each([
    ["an object of S3", "https://b.s3.us-east-1.amazonaws.com/keys.json", JSON.stringify(set), 200],
    ["a host of somebody else", "https://sts.example.com/", JSON.stringify(set), 200],
    ["a look-alike", "https://sts.us-east-1.amazonaws.com.example.com/", JSON.stringify(set), 200],
    ["an error", STS, JSON.stringify(set), 403],
    ["a set without a token", STS, JSON.stringify({ ...set, SessionToken: "" }), 200],
    ["a set without a secret", STS, JSON.stringify({ ...set, SecretAccessKey: 1 }), 200],
    ["a key id that is none", STS, JSON.stringify({ ...set, AccessKeyId: "a b" }), 200],
    ["broken JSON", STS, '{"AccessKeyId":', 200],
    ["broken XML", STS, `<Credentials>${xml}`, 200],
    ["a long answer", STS, `${JSON.stringify(set)}${" ".repeat(70_000)}`, 200],
  ])("takes none of %s", (_, url, body, status) => {
    expect(learned(url, body, status)).toEqual([]);
  });

  it("takes none without an answer, and reads a compressed one where that can be undone", () => {
    const { request } = signedExample({ url: STS });
    expect(learnedCredentials(request, null, noBodyTools)).toEqual([]);
    const response = exampleResponse(200, [["Content-Encoding", "gzip"]], "packed");
    expect(learnedCredentials(request, response, noBodyTools)).toEqual([]);
    const tools = { inflated: () => new TextEncoder().encode(JSON.stringify(set)) };
    expect(learnedCredentials(request, response, tools)).toHaveLength(1);
  });

  it("reads any body without throwing, and in linear time", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (body) => {
        learned(STS, body);
      }),
    );
    expect(learned(STS, "<Credentials>".repeat(5000))).toEqual([]);
    expect(learned(STS, "[".repeat(60_000) + "]".repeat(5000))).toEqual([]);
  });

  it("shows no secret in any text of what it found", () => {
    const found = learned(STS, JSON.stringify(set));
    expect(JSON.stringify(found)).not.toContain(secret);
    expect(JSON.stringify(found)).not.toContain("IQoJ");
  });
});

describe("withLearned", () => {
  const one = (accessKeyId: string): KnownCredentials => ({
    accessKeyId,
    secretAccessKey: new Secret(secret),
    spelling: null,
    sessionToken: new Secret(token),
    source: "learned from STS",
  });

  it("adds a set once and says when nothing is new", () => {
    const grown = withLearned(noKnowledge, [one(id)]);
    expect(grown?.credentials.map(({ accessKeyId }) => accessKeyId)).toEqual([id]);
    expect(withLearned(grown ?? noKnowledge, [one(id)])).toBeNull();
    expect(withLearned(noKnowledge, [])).toBeNull();
  });

  it("forgets the oldest learned set and none of the configuration", () => {
    let knowledge = exampleKnowledge();
    for (let number = 0; number < 300; number += 1)
      knowledge = withLearned(knowledge, [one(`ASIA${String(number).padStart(16, "0")}`)]) ?? knowledge;
    const ids = knowledge.credentials.map(({ accessKeyId }) => accessKeyId);
    expect([ids.length, ids[0], ids[1]]).toEqual([257, "AKIAIOSFODNN7EXAMPLE", "ASIA0000000000000044"]);
  });
});
