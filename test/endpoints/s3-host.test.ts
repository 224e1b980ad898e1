import { describe, expect, test } from "vitest";
import { endpointOf } from "../../src/endpoints/endpoint.ts";
import { hostLabels } from "../../src/endpoints/host-labels.ts";
import { s3Endpoints } from "../../src/endpoints/s3-host.ts";

// host, service, signing name, region, partition
const certainHosts = [
  ["s3.amazonaws.com", "s3", "s3", "us-east-1", "aws"],
  ["s3.eu-west-1.amazonaws.com", "s3", "s3", "eu-west-1", "aws"],
  ["bucket.s3.eu-west-1.amazonaws.com", "s3", "s3", "eu-west-1", "aws"],
  ["my.dotted.bucket.s3.eu-west-1.amazonaws.com", "s3", "s3", "eu-west-1", "aws"],
  ["us-east-1.s3.eu-west-1.amazonaws.com", "s3", "s3", "eu-west-1", "aws"],
  ["s3-us-west-2.amazonaws.com", "s3", "s3", "us-west-2", "aws"],
  ["bucket.s3-us-west-2.amazonaws.com", "s3", "s3", "us-west-2", "aws"],
  ["s3-us-gov-west-1.amazonaws.com", "s3", "s3", "us-gov-west-1", "aws-us-gov"],
  ["s3-fips-us-gov-west-1.amazonaws.com", "s3", "s3", "us-gov-west-1", "aws-us-gov"],
  ["s3-external-1.amazonaws.com", "s3", "s3", "us-east-1", "aws"],
  ["s3.dualstack.us-west-2.amazonaws.com", "s3", "s3", "us-west-2", "aws"],
  ["bucket.s3.dualstack.us-west-2.amazonaws.com", "s3", "s3", "us-west-2", "aws"],
  ["s3-fips.us-east-1.amazonaws.com", "s3", "s3", "us-east-1", "aws"],
  ["bucket.s3-fips.dualstack.us-east-1.amazonaws.com", "s3", "s3", "us-east-1", "aws"],
  ["bucket.s3.cn-north-1.amazonaws.com.cn", "s3", "s3", "cn-north-1", "aws-cn"],
  ["ap-123456789012.s3-accesspoint.us-east-1.amazonaws.com", "s3", "s3", "us-east-1", "aws"],
  ["ap-123456789012.s3-accesspoint-fips.dualstack.us-east-1.amazonaws.com", "s3", "s3", "us-east-1", "aws"],
  ["123456789012.s3-control.us-east-1.amazonaws.com", "s3control", "s3", "us-east-1", "aws"],
  ["123456789012.s3-control-fips.dualstack.us-east-1.amazonaws.com", "s3control", "s3", "us-east-1", "aws"],
  ["ol-123456789012.s3-object-lambda.us-east-1.amazonaws.com", "s3", "s3-object-lambda", "us-east-1", "aws"],
  ["ap-1.op-01.s3-outposts.us-east-1.amazonaws.com", "s3", "s3-outposts", "us-east-1", "aws"],
  ["b--use1-az4--x-s3.s3express-use1-az4.us-east-1.amazonaws.com", "s3", "s3express", "us-east-1", "aws"],
  [
    "b--use1-az4--x-s3.s3express-fips-use1-az4.us-east-1.amazonaws.com",
    "s3",
    "s3express",
    "us-east-1",
    "aws",
  ],
  ["s3express-control.us-east-1.amazonaws.com", "s3", "s3express", "us-east-1", "aws"],
  ["abc.mrap.accesspoint.s3-global.amazonaws.com", "s3", "s3", "*", "aws"],
  ["bucket.bucket.vpce-1a2b-5e6f.s3.us-west-2.vpce.amazonaws.com", "s3", "s3", "us-west-2", "aws"],
] as const;

describe("an S3 host", () => {
  test.each(certainHosts)(
    "it is certain and encodes the path once: %s",
    (...[host, service, signingName, region, partition]) => {
      expect(endpointOf(host)).toMatchObject({
        service,
        signingName,
        region,
        partition,
        pathEncoding: "single",
        certain: true,
        alternatives: [],
      });
    },
  );

  test("it may be any region's when a bucket stands before the global name", () => {
    const { region, certain, alternatives } = endpointOf("bucket.s3.amazonaws.com");
    expect({ region, certain, alternatives }).toEqual({
      region: "us-east-1",
      certain: false,
      alternatives: [{ service: "s3", signingName: "s3", region: null, pathEncoding: "single" }],
    });
  });

  test.each(["bucket.s3-accelerate.amazonaws.com", "bucket.s3-accelerate.dualstack.amazonaws.com"])(
    "it does not tell the region when accelerated: %s",
    (host) => {
      expect(endpointOf(host)).toMatchObject({
        signingName: "s3",
        region: null,
        certain: false,
        pathEncoding: "single",
      });
    },
  );

  test("it is shared by two control clients that encode differently when it is Outposts' own", () => {
    expect(endpointOf("s3-outposts.us-east-1.amazonaws.com")).toMatchObject({
      signingName: "s3-outposts",
      pathEncoding: "double",
      certain: false,
      alternatives: [
        { service: "s3control", signingName: "s3-outposts", region: "us-east-1", pathEncoding: "single" },
      ],
    });
  });
});

describe("a host that only resembles S3's", () => {
  test.each(["s3tables", "s3vectors", "s3files"])("it encodes the path twice: %s", (name) => {
    expect(endpointOf(`${name}.us-east-1.amazonaws.com`)).toMatchObject({
      signingName: name,
      pathEncoding: "double",
      certain: true,
    });
  });

  test.each(["s3.foo.us-east-1.amazonaws.com", "s3.bar.amazonaws.com", "sqs.us-east-1.amazonaws.com"])(
    "it is not read as S3: %s",
    (host) => {
      const labels = hostLabels(host);
      expect(labels === null ? "no labels" : s3Endpoints(labels)).toBeNull();
    },
  );
});
