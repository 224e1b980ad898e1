import { describe, expect, test } from "vitest";
import {
  namesMistakenFor,
  signingNameAliases,
  signingNamesMeantBy,
} from "../../src/endpoints/signing-name-aliases.ts";

describe("a name used for a service", () => {
  test.each([
    ["runtime.sagemaker", "sagemaker"],
    ["sagemaker-runtime", "sagemaker"],
    ["email", "ses"],
    ["sesv2", "ses"],
    ["cloudwatch", "monitoring"],
    ["cloudwatch-logs", "logs"],
    ["opensearch", "es"],
    ["aoss", "es"],
    ["es", "aoss"],
    ["bedrock-runtime", "bedrock"],
    ["stepfunctions", "states"],
    ["sfn", "states"],
    ["eventbridge", "events"],
    ["queue", "sqs"],
    ["docdb", "rds"],
    ["iotdata", "iotdevicegateway"],
    ["apigateway", "execute-api"],
    ["Email", "ses"],
  ])("it leads to the signing name: %s", (name, signingName) => {
    expect(signingNamesMeantBy(name)).toContain(signingName);
    expect(namesMistakenFor(signingName)).toContain(name.toLowerCase());
  });

  test.each(["", "dynamodb-", "__proto__", "kms"])("it leads nowhere when nobody uses it so: %j", (name) => {
    expect(signingNamesMeantBy(name)).toEqual([]);
  });

  test("it never leads to itself", () => {
    const loops = [...signingNameAliases].filter(([name, meant]) => meant.includes(name));
    expect(loops).toEqual([]);
  });
});
