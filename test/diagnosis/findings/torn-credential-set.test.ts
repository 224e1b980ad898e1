import { describe, expect, it } from "vitest";
import { createExaminer, examined as firstLook } from "../../../src/diagnosis/examine.ts";
import { exampleResponse, signedExample } from "../../../src/diagnosis/example.ts";
import { tornCredentialSet } from "../../../src/diagnosis/findings/torn-credential-set.ts";
import { Secret } from "../../../src/sigv4/secret.ts";
import { causesOf, findingsOf } from "../../support/causes-of.ts";
import { accusedOf } from "../../support/correct-traffic.ts";
import { examined } from "../../support/examined.ts";

const url = "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt";
const id = "torn-credential-set";
const before = {
  accessKeyId: "ASIAIOSFODNN7EXAMPLE",
  secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
  sessionToken: "IQoJb3JpZ2luX2VjEXAMPLETOKENBEFORE",
};
const after = {
  accessKeyId: "ASIAI44QH8DHBEXAMPLE",
  secret: "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY",
  sessionToken: "IQoJb3JpZ2luX2VjEXAMPLETOKENAFTER",
};
const knowledge = {
  credentials: [before, after].map(({ accessKeyId, secret, sessionToken }) => ({
    accessKeyId,
    secretAccessKey: new Secret(secret),
    spelling: null,
    sessionToken: new Secret(sessionToken),
    source: `profile ${accessKeyId.slice(4, 8)}`,
  })),
  signingKeys: [],
};

describe(id, () => {
  it("is the only cause of its own example", async () => {
    expect((await examined(tornCredentialSet.example())).causes).toEqual([id]);
  });

  it("says nothing of the token of a session of S3 Express", async () => {
    const { accessKeyId, secret } = before;
    const headers = [["x-amz-s3session-token", "AQeed6a515dab31ea7bcfc8e9bb3a439a510da56022a4f90"]] as const;
    const host = "draft--use1-az4--x-s3.s3express-use1-az4.us-east-1.amazonaws.com";
    const recipe = {
      url: `https://${host}/a`,
      service: "s3express",
      headers,
      knowledge,
      accessKeyId,
      secret,
    };
    expect(await findingsOf(recipe)).toEqual([]);
  });

  it("is seen where the token of one goes with id and secret of the other", async () => {
    const mixed = { url, knowledge, ...before, sessionToken: after.sessionToken };
    expect(await causesOf(mixed)).toEqual([id]);
    const { findings } = await examined(signedExample(mixed));
    expect(findings[0]?.detail).toBe(
      "The session token is that of ASIAI44QH8DHBEXAMPLE (profile I44Q); the Credential names ASIAIOSFODNN7EXAMPLE.",
    );
  });

  it.each([
    ["secret", { ...before, secret: after.secret }],
    ["key id", { ...after, accessKeyId: before.accessKeyId }],
    ["secret of the one before", { ...after, secret: before.secret }],
  ])("is proven for the %s of the other set", async (_, mixed) => {
    expect(await causesOf({ url, knowledge, ...mixed })).toEqual([id]);
  });

  it("leaves permanent keys to the wrong pair", async () => {
    const permanent = {
      credentials: knowledge.credentials.map((set) => ({
        ...set,
        accessKeyId: set.accessKeyId.replace("ASIA", "AKIA"),
        sessionToken: null,
      })),
      signingKeys: [],
    };
    expect(await causesOf({ url, knowledge: permanent, secret: after.secret })).toEqual([
      "secret-akid-mismatched-pair",
    ]);
  });

  it("only suspects a token that is not the known one, until the service refuses it", async () => {
    const other = { url, knowledge, ...before, sessionToken: "FwoGZXIvYXdzEBYaDEXAMPLE" };
    expect(await findingsOf(other)).toEqual([`${id} suspected error`]);
    const body =
      "<Error><Code>InvalidToken</Code><Message>The provided token is malformed.</Message></Error>";
    expect(await causesOf({ ...other, response: exampleResponse(400, [], body) })).toEqual([id]);
  });

  it("is seen beside an accepted request with the same key id and another token", () => {
    const { request } = signedExample({ url, ...before, sessionToken: "FwoGZXIvYXdzEBYaDEXAMPLE" });
    const accepted = signedExample({ url, ...before });
    const related = [
      { id: "earlier", distance: -1, request: accepted.request, response: exampleResponse(200, [], "") },
    ];
    const response = exampleResponse(400, [], "<Error><Code>InvalidToken</Code></Error>");
    const subject = { id: "t", input: null, index: 0, request, response, selfCheck: null, nowEpochMs: null };
    const [, other] = knowledge.credentials;
    if (!other) throw new Error("the second set is missing");
    const examiner = createExaminer({ credentials: [other], signingKeys: [] }, [tornCredentialSet]);
    const { examination } = firstLook({ ...subject, related }, examiner);
    expect(examination.findings.map(({ detail }) => detail)).toEqual([
      "Another request of this client was accepted with the same key id with another token.",
    ]);
  });

  it("shows no token and no secret", async () => {
    const examination = await examined(tornCredentialSet.example());
    const shown = JSON.stringify(examination.findings);
    expect(shown).not.toMatch(/IQoJ|je7Mt|wJalr/);
  });

  it("finds nothing in a whole set, nor in correct traffic", async () => {
    expect(await findingsOf({ url, knowledge, ...before })).toEqual([]);
    expect(await accusedOf(tornCredentialSet)).toEqual([]);
  });
});
