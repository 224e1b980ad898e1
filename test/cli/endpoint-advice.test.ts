import { describe, expect, test } from "vitest";
import { childClients } from "../../src/cli/child-clients.ts";
import { noEndpointCallText } from "../../src/cli/endpoint-advice.ts";

const url = "http://127.0.0.1:8080";

describe("no call to the endpoint", () => {
  test("the AWS CLI is led by --endpoint-url where it does not read the variable", () => {
    expect(noEndpointCallText(["aws", "s3", "ls"], url)).toBe(
      `the command made no AWS call to the endpoint (AWS_ENDPOINT_URL=http://127.0.0.1:8080).
  The AWS CLI reads AWS_ENDPOINT_URL since its releases 2.13.0 and 1.29.0: give an older one --endpoint-url "$AWS_ENDPOINT_URL". Look for another --endpoint-url, and for a profile with ignore_configured_endpoint_urls = true.`,
    );
  });

  test.each(childClients.map((client) => [client.id, client] as const))(
    "%s has a way of its own",
    (_, client) => {
      const text = noEndpointCallText([client.names[0] ?? ""], url);
      expect(text.split("\n")).toHaveLength(2);
      expect(text).not.toContain("If it should have made one");
      expect(text).not.toMatch(/HTTPS?_PROXY|--intercept/);
      expect(text).toMatch(/\.$/);
    },
  );

  test("a program that nobody knows is told the variable; one whose file shows its runtime, that runtime's way", () => {
    expect(noEndpointCallText(["./job"], url)).toMatch(
      /it does not read AWS_ENDPOINT_URL, or has an endpoint of its own/,
    );
    expect(noEndpointCallText(["./job"], url, ["cpp"])).toContain(
      "endpointOverride in its ClientConfiguration",
    );
  });
});
