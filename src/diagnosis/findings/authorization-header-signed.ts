// Authorization is among the signed headers, and so is signed by itself.
import { headerValue, headerValues } from "../../http/raw-headers.ts";
import { signedExample } from "../example.ts";
import type { EnvelopeContext, FindingRule, Observation, RuleContext, Supposition } from "../rule.ts";
import { isSigned } from "../signed-headers.ts";
import { listsAuthorization } from "../text-signs-list.ts";
import { headerSupposition, signedValue, withoutHeader } from "../variations.ts";

export const authorizationHeaderSigned: FindingRule = {
  id: "authorization-header-signed",
  stage: "envelope",
  blame: "client",
  severity: "error",
  threads: 1,
  title: "The Authorization header is among the headers that it signs",
  why: "The application had set an Authorization header of its own (a token, an earlier signature), the signer signed it with all others, and then put the signature in its place. No signature can cover itself.",
  fix: "Remove Authorization from the request before it is signed; send a token of your own in another header.",
  wrongFix: "Do not sign again and again: each signature changes what is signed.",
  spec: "observed: public thread aws-amplify/amplify-js#573",
  example: () =>
    signedExample({
      url: "https://abcdef1234.execute-api.us-east-1.amazonaws.com/prod/items",
      service: "execute-api",
      headers: [["Authorization", "Bearer eyJhbGciOiJub25lIn0.e30."]],
      sent: (request) => {
        const signed = headerValues(request.headers, "authorization").at(-1) ?? "";
        const others = request.headers.filter(([name]) => name !== "Authorization");
        return { ...request, headers: [...others, ["Authorization", signed]] };
      },
    }),
  // What stood in the header before cannot be known, so there is nothing to prove the mismatch by.
  alsoFound: ["mismatch-unexplained"],
  onlyWhen: "not valid",
  inspect: (context) => observations(context),
  suppose: (context) => suppositions(context),
  readTexts: listsAuthorization,
};

function observations(context: RuleContext): Observation[] {
  if (!isSigned(context, "authorization") || context.verdict === "valid") return [];
  const names = context.envelope?.signedHeaders ?? [];
  return [{ detail: `SignedHeaders is ${names.join(";")}.`, evidence: { signedHeaders: names } }];
}

const remembered = [
  "x-forwarded-authorization",
  "x-original-authorization",
  "x-authorization",
  "x-amz-access-token",
];

/** What stood there when it was signed: another line of the same name, what a proxy remembers, or nothing. */
function* suppositions(context: EnvelopeContext): Generator<Supposition> {
  if (signedValue(context, "authorization") === null) return;
  const { headers } = context.request;
  const lines = headerValues(headers, "authorization");
  const others = remembered.map((name) => headerValue(headers, name)).filter((value) => value !== undefined);
  for (const value of new Set(["", ...(lines.length > 1 ? lines : []), ...others, "undefined", "null"])) {
    const detail = "Authorization was signed with another value than the one that arrived, as it must be.";
    yield headerSupposition(context, "authorization", value, detail);
  }
  const detail = "Authorization is listed as signed and was not in what the client signed.";
  yield withoutHeader(context, "authorization", true, detail);
  yield withoutHeader(context, "authorization", false, detail);
}
