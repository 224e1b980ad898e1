// The request is signed twice: in the Authorization header and in the query.
import { signedExample } from "../example.ts";
import type { FindingRule } from "../rule.ts";
import { isSignedTwice } from "../signed-twice.ts";

export const twoAuthMechanisms: FindingRule = {
  id: "two-auth-mechanisms",
  stage: "envelope",
  blame: "client",
  severity: "error",
  threads: 3,
  title: "The request carries two kinds of authorization at once",
  why: "A presigned URL has its signature in the query. A client that adds an Authorization header of its own, or keeps one across a redirect to such a URL, sends both, and AWS takes one only.",
  fix: "Send the presigned URL without an Authorization header: switch off the HTTP client's default headers and signing middleware for it, and drop the header on redirects to another host.",
  spec: "observed: catalyst/moodle-tool_objectfs#303, request/request#860",
  example: () =>
    signedExample({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
      presignedSeconds: 300,
      unsignedHeaders: [["Authorization", "Bearer eyJhbGciOiJub25lIn0.e30."]],
    }),
  onlyWhen: "with query",
  inspect: (context) => {
    if (context.reading.kind === "absent" || !isSignedTwice(context)) return [];
    const header = context.reading.kind === "other-scheme" ? "another scheme" : "an AWS signature";
    const detail = `The query is signed, and the Authorization header carries ${header}.`;
    return [{ detail, evidence: { header } }];
  },
  readAnswer: ({ reading, answer }) => {
    const told = (answer.message ?? "").startsWith("Only one auth mechanism allowed");
    return told && reading.kind === "absent"
      ? [{ detail: "The service says so.", evidence: { code: answer.code } }]
      : [];
  },
};
