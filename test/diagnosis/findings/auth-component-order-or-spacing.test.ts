import { describe, expect, it } from "vitest";
import { signedExample } from "../../../src/diagnosis/example.ts";
import { authComponentOrderOrSpacing } from "../../../src/diagnosis/findings/auth-component-order-or-spacing.ts";
import { authorizationEdited } from "../../support/authorization.ts";
import { accusedOf } from "../../support/correct-traffic.ts";
import { examined } from "../../support/examined.ts";

describe("auth-component-order-or-spacing", () => {
  it("is the only cause of its own example", async () => {
    const examination = await examined(authComponentOrderOrSpacing.example());
    expect(examination.causes).toEqual(["auth-component-order-or-spacing"]);
    expect(
      examination.findings.filter(({ severity }) => severity === "error").map(({ rule }) => rule),
    ).toEqual(["auth-component-order-or-spacing"]);
  });

  it("is found for components in another order", async () => {
    const examination = await examined(
      signedExample({
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
        sent: authorizationEdited((text) =>
          text.replace(/(Credential=[^,]*), (SignedHeaders=[^,]*)/, "$2, $1"),
        ),
      }),
    );
    expect(examination.causes).toEqual(["auth-component-order-or-spacing"]);
    expect(examination.findings.find(({ rule }) => rule === "auth-component-order-or-spacing")?.detail).toBe(
      "Seen: components in another order.",
    );
  });

  it("is found for components separated by blanks alone", async () => {
    const examination = await examined(
      signedExample({
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
        sent: authorizationEdited((text) => text.replaceAll(", ", " ")),
      }),
    );
    expect(examination.causes).toEqual(["auth-component-order-or-spacing"]);
    expect(examination.findings.find(({ rule }) => rule === "auth-component-order-or-spacing")?.detail).toBe(
      "Seen: components not separated by one comma.",
    );
  });

  it("is a note where the service forgives it", async () => {
    const example = signedExample({
      method: "POST",
      url: "https://sts.us-east-1.amazonaws.com/",
      service: "sts",
      body: "Action=GetCallerIdentity&Version=2011-06-15",
      sent: authorizationEdited((text) => text.replaceAll(", ", " ")),
    });
    const examination = await examined(example);
    expect(examination.causes).toEqual([]);
    expect(examination.findings.map(({ rule, severity }) => [rule, severity])).toEqual([
      ["auth-component-order-or-spacing", "note"],
    ]);
  });

  it("takes commas without a blank, as s3cmd writes them", async () => {
    const examination = await examined(
      signedExample({
        url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt",
        sent: authorizationEdited((text) => text.replaceAll(", ", ",")),
      }),
    );
    expect(examination.causes).toEqual([]);
  });

  it.each(["; ", ";"])("is the only cause for components separated by %j, for any service", async (mark) => {
    const edited = authorizationEdited((text) => text.replaceAll(", ", mark));
    for (const recipe of [
      { url: "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt" },
      { url: "https://dynamodb.us-east-1.amazonaws.com/", service: "dynamodb" },
    ]) {
      const examination = await examined(signedExample({ ...recipe, sent: edited }));
      expect(examination.causes).toEqual(["auth-component-order-or-spacing"]);
      expect(examination.findings[0]?.detail).toContain("semicolons between the components");
    }
  });

  it("finds nothing in correct traffic", async () => {
    expect(await accusedOf(authComponentOrderOrSpacing)).toEqual([]);
  });
});
