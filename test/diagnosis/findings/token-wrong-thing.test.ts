import { describe, expect, it } from "vitest";
import { exampleResponse, signedExample } from "../../../src/diagnosis/example.ts";
import { tokenWrongThing } from "../../../src/diagnosis/findings/token-wrong-thing.ts";
import { causesOf } from "../../support/causes-of.ts";
import { accusedOf } from "../../support/correct-traffic.ts";
import { examined } from "../../support/examined.ts";

const url = "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt";
const id = "token-wrong-thing";
const jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl";

describe(id, () => {
  it("is the only cause of its own example", async () => {
    expect((await examined(tokenWrongThing.example())).causes).toEqual([id]);
  });

  it.each([
    "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY",
    "ASIAIOSFODNN7EXAMPLE",
    "Atza|IwEBIEXAMPLE",
    "1735786800",
    jwt,
    "6bc4aaf9-4c9c-4074-a9a5-90eb35c97eec",
  ])("is seen in %s, and never shows it", async (sessionToken) => {
    const { causes, findings } = await examined(signedExample({ url, sessionToken }));
    expect(causes).toEqual([id]);
    expect(JSON.stringify(findings)).not.toContain(sessionToken);
  });

  it.each(["IQoJb3JpZ2luX2VjEXAMPLETOKEN", "FwoGZXIvYXdzEBYaDEXAMPLE", "AQoDYXdzEJrEXAMPLE", "sometoken"])(
    "lets %s pass",
    async (sessionToken) => {
      expect(await causesOf({ url, sessionToken })).toEqual([]);
    },
  );

  it.each(["7mwgxVp3UxpMBoysPX6rf12uPh4Gx2+OaNpqivfd", "ASIAIOSFODNN7EXAMPLE"])(
    "is seen in %s at another store too",
    async (sessionToken) => {
      const recipe = { url: "https://minio.example.org/bucket/a", sessionToken };
      const { causes, findings } = await examined(signedExample(recipe));
      expect(causes).toEqual([id]);
      expect(JSON.stringify(findings)).not.toContain(sessionToken);
    },
  );

  it("lets the tokens of other stores pass, and what the service accepted", async () => {
    expect(await causesOf({ url: "https://minio.example.org/bucket/a", sessionToken: jwt })).toEqual([]);
    const response = exampleResponse(200, [], "");
    expect(await causesOf({ url, sessionToken: "1735786800", response })).toEqual([]);
  });

  it("finds nothing in correct traffic", async () => {
    expect(await accusedOf(tokenWrongThing)).toEqual([]);
  });
});
