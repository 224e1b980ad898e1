import { describe, expect, it } from "vitest";
import { signedExample } from "../../../src/diagnosis/example.ts";
import { tokenEmptyHeader } from "../../../src/diagnosis/findings/token-empty-header.ts";
import { authorizationEdited } from "../../support/authorization.ts";
import { accusedOf } from "../../support/correct-traffic.ts";
import { examined } from "../../support/examined.ts";

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

  it("is a warning where the empty line was signed", async () => {
    const examination = await examined(
      signedExample({
        method: "POST",
        url: "https://sts.us-east-1.amazonaws.com/",
        service: "sts",
        body: "Action=GetCallerIdentity&Version=2011-06-15",
        sessionToken: "",
      }),
    );
    expect(examination.causes).toEqual([]);
    expect(examination.findings.map(({ rule, severity }) => [rule, severity])).toEqual([
      ["token-empty-header", "warning"],
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

  it("finds nothing in correct traffic", async () => {
    expect(await accusedOf(tokenEmptyHeader)).toEqual([]);
  });
});
