// A content network or a custom domain stands between the signed name and the name the origin sees.
import { signedExample, withHeader } from "../example.ts";
import { hostSuppositions } from "../host-names.ts";
import type { FindingRule } from "../rule.ts";
import { hostSigns } from "../text-signs-host.ts";

export const hostCdnOrCustomDomain: FindingRule = {
  id: "host-cdn-or-custom-domain",
  aliases: [
    {
      id: "host-rewritten-by-reverse-proxy",
      toldApartBy:
        "whether a content network or domain mapping of AWS, or a proxy of your own, changes the name",
    },
  ],
  stage: "headers",
  blame: "configuration",
  severity: "error",
  threads: 12,
  title:
    "The request was signed for a custom domain or distribution name, and the origin was asked under another",
  why: "The signature covers the Host header. CloudFront, other content networks and domain mappings put the origin's own name into Host, or pass the viewer's name to an origin that is signed for its own.",
  fix: "Sign for the name under which the origin receives the request: the distribution must forward Host only where the client signs for the alias, and must sign itself (origin access control) where it talks to S3.",
  wrongFix:
    "Do not forward every viewer header to the origin: with Host among them S3 sees a name it does not know.",
  spec: "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html",
  example: () =>
    signedExample({
      url: "https://s3.us-east-1.amazonaws.com/examplebucket/index.html",
      sent: (request) => withHeader(request, "Host", "d111111abcdef8.cloudfront.net"),
    }),
  suppose: (context) => hostSuppositions(context, "domain"),
  readTexts: (context) => hostSigns(context, "cdn"),
};
