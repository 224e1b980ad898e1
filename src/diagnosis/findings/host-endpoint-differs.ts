// The request was signed for one endpoint name of the service and sent to another.
import { signedExample, withHeader } from "../example.ts";
import { hostSuppositions } from "../host-names.ts";
import type { FindingRule } from "../rule.ts";

export const hostEndpointDiffers: FindingRule = {
  id: "host-endpoint-differs",
  aliases: [{ id: "redirect-followed-unsigned", toldApartBy: "a redirect that AWS answered just before" }],
  stage: "headers",
  blame: "client",
  severity: "error",
  threads: 5,
  title: "The request was signed for another endpoint name of the same service",
  why: "Services have several names: regional, global, dual-stack, FIPS, old forms with a dash. The signature holds only for the one that was signed.",
  fix: "Use one endpoint setting for signing and sending: take the host for the signature from the URL that is requested.",
  wrongFix:
    "Do not override Host to the signed name: the certificate and the routing follow the name dialled.",
  spec: "observed: public thread javaquery/Examples#4",
  example: () =>
    signedExample({
      url: "https://ec2.us-east-1.amazonaws.com/?Action=DescribeRegions&Version=2016-11-15",
      service: "ec2",
      sent: (request) => withHeader(request, "Host", "ec2.amazonaws.com"),
    }),
  suppose: (context) => hostSuppositions(context, "endpoint"),
};
