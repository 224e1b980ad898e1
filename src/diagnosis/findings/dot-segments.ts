// Dot segments (. and ..) were resolved on one side only.

import { normalisedPath, withoutDotSegments } from "../../sigv4/canonical-uri.ts";
import { percentDecode, percentEncodePath } from "../../sigv4/percent-encoding.ts";
import { signedExample } from "../example.ts";
import { pathSuppositions } from "../part-variations.ts";
import type { EnvelopeContext, FindingRule } from "../rule.ts";
import { partSigns } from "../text-signs.ts";

export const dotSegments: FindingRule = {
  id: "dot-segments",
  stage: "canonical request",
  blame: "client",
  severity: "error",
  threads: 6,
  title: "Dot segments in the path were resolved on one side only",
  why: "For S3 . and .. are ordinary characters of a key and stay; for every other service they are resolved before signing. HTTP libraries resolve them on their own.",
  fix: "Avoid . and .. as path segments; for S3 switch path normalisation off in both the signer and the HTTP library (normalizePath false, --path-as-is for curl).",
  wrongFix: "Do not encode the dots as %2E: they are decoded again.",
  spec: "https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html",
  example: () =>
    signedExample({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/reports/../2026.json",
      signedInput: (input) => ({ ...input, canonicalUri: "/2026.json" }),
    }),
  suppose: (context) => {
    const received = context.input.canonicalUri;
    return pathSuppositions(
      context,
      otherwiseResolved(context),
      (path) => `The path was signed as "${path}"; AWS signs it as "${received}".`,
    );
  },
  readTexts: (context) =>
    partSigns(context, [
      {
        part: "path",
        pattern: /\/\.{1,2}(?:\/|$)/,
        likelihood: 0.8,
        detail: "The path has a dot segment, which some clients and servers remove.",
      },
    ]),
};

function* otherwiseResolved(context: EnvelopeContext): Generator<string> {
  const { canonicalUri } = context.input;
  const { path } = context.target;
  const segments = path.split("/").map((segment) => percentDecode(segment));
  if (segments.some((segment) => segment === "." || segment === "..")) {
    yield withoutDotSegments(canonicalUri);
    yield normalisedPath(canonicalUri);
    yield normalisedPath(percentDecode(path));
    yield percentEncodePath(path);
    yield path.replace(/%2e/gi, ".");
    yield canonicalUri.replaceAll("/..", "/%2E%2E").replaceAll("/./", "/%2E/");
    yield canonicalUri.replace(/\/\.\/?$/, "");
    return;
  }
  // A library resolved the dots after signing: those that change nothing else can be put back.
  yield `/.${canonicalUri}`;
  yield `${canonicalUri.replace(/\/$/, "")}/.`;
  for (let at = canonicalUri.indexOf("/", 1); at > 0 && at < 1024; at = canonicalUri.indexOf("/", at + 1)) {
    yield `${canonicalUri.slice(0, at)}/.${canonicalUri.slice(at)}`;
  }
  yield `/..${canonicalUri}`;
}
