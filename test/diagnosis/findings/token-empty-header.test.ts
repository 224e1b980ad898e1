import { describe, expect, it } from "vitest";
import {
  exampleKnowledge,
  exampleResponse,
  exampleSecret,
  signedExample,
  withHeader,
} from "../../../src/diagnosis/example.ts";
import { tokenEmptyHeader } from "../../../src/diagnosis/findings/token-empty-header.ts";
import { Secret } from "../../../src/sigv4/secret.ts";
import { authorizationEdited } from "../../support/authorization.ts";
import { accusedOf } from "../../support/correct-traffic.ts";
import { examined } from "../../support/examined.ts";
import { causesReadAs } from "../../support/read-by-server.ts";

const signedEmpty = {
  method: "POST",
  url: "https://sts.us-east-1.amazonaws.com/",
  service: "sts",
  body: "Action=GetCallerIdentity&Version=2011-06-15",
  sessionToken: "",
};

describe("token-empty-header", () => {
  it("is the only cause of its own example", async () => {
    const examination = await examined(tokenEmptyHeader.example());
    expect(examination.causes).toEqual(["token-empty-header"]);
    expect(
      examination.findings.filter(({ severity }) => severity === "error").map(({ rule }) => rule),
    ).toEqual(["token-empty-header"]);
  });

  it("is proven where the client signed the header without its name in the list", async () => {
    const sent = authorizationEdited((text) => text.replace(";x-amz-security-token", ""));
    expect(
      (
        await examined(
          signedExample({
            method: "POST",
            url: "https://sts.us-east-1.amazonaws.com/",
            service: "sts",
            body: "Action=GetCallerIdentity&Version=2011-06-15",
            sessionToken: "",
            sent,
          }),
        )
      ).causes,
    ).toEqual(["token-empty-header"]);
  });

  it("is the cause where the empty line was signed: the token is refused, not the signature", async () => {
    const examination = await examined(signedExample(signedEmpty));
    expect([examination.verdict, examination.causes]).toEqual(["valid", ["token-empty-header"]]);
    const refused = await examined({
      ...signedExample(signedEmpty),
      response: exampleResponse(403, [], "<Error><Code>InvalidClientTokenId</Code></Error>"),
    });
    expect(refused.causes).toEqual(["token-empty-header"]);
  });

  it.each([200, 404, 503])("is a note where the server did not mind: status %i", async (status) => {
    const response = exampleResponse(status, [], "");
    const examination = await examined({ ...signedExample(signedEmpty), response });
    expect(examination.causes).toEqual([]);
    expect(examination.findings.map(({ rule, severity }) => [rule, severity])).toContainEqual([
      "token-empty-header",
      "note",
    ]);
  });

  it("is not found for a token with a value", async () => {
    const examination = await examined(
      signedExample({
        method: "POST",
        url: "https://sts.us-east-1.amazonaws.com/",
        service: "sts",
        body: "Action=GetCallerIdentity&Version=2011-06-15",
        sessionToken: "IQoJb3JpZ2luX2VjEXAMPLETOKEN",
      }),
    );
    expect(examination.causes).toEqual([]);
  });

  it("is proven where the token was emptied on the way and is known", async () => {
    const accessKeyId = "ASIAIOSFODNN7EXAMPLE";
    const sessionToken = "IQoJb3JpZ2luX2VjEXAMPLETOKEN";
    const [known] = exampleKnowledge(exampleSecret, accessKeyId).credentials;
    if (!known) throw new Error("the example knows no credentials");
    const examination = await examined(
      signedExample({
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
        accessKeyId,
        sessionToken,
        knowledge: { credentials: [{ ...known, sessionToken: new Secret(sessionToken) }], signingKeys: [] },
        sent: (request) => withHeader(request, "X-Amz-Security-Token", ""),
      }),
    );
    expect(examination.causes).toEqual(["token-empty-header"]);
    expect(JSON.stringify([examination.findings, examination.proof?.changes])).not.toContain("IQoJ");
  });

  it("is what became of a token that the server read as empty", async () => {
    const recipe = {
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
      sessionToken: "IQoJb3JpZ2luX2VjEXAMPLE+TOKEN/AB==",
    };
    const read = (text: string) => text.replace(/^(x-amz-security-token:).*$/m, "$1");
    expect(await causesReadAs(recipe, read)).toEqual(["token-empty-header"]);
    expect(await causesReadAs(recipe, read, { text: false, hash: true })).toEqual(["token-empty-header"]);
  });

  it("finds nothing in correct traffic", async () => {
    expect(await accusedOf(tokenEmptyHeader)).toEqual([]);
  });
});
