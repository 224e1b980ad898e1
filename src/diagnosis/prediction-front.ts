// What front ends say to a request without a signature, where they have words of their own for it; the rest is the common order.
import type { Check, CheckFacts } from "./prediction-check.ts";
import { mismatchMessage } from "./prediction-mismatch.ts";
import { queryChecks } from "./prediction-query.ts";
import { refusal } from "./prediction-query-words.ts";

function unsigned(facts: CheckFacts): boolean {
  return facts.authorization === null && (facts.reading.kind === "absent" || facts.reading.kind === "legacy");
}

const unsignedFunctionUrl: Check = {
  name: "any signature",
  source:
    "ant-media/Ant-Media-Server#7827, brikis98/devops-book#12; a function URL with auth type NONE takes it",
  refuse: (facts) =>
    unsigned(facts)
      ? {
          status: 403,
          code: "AccessDeniedException",
          message:
            "Forbidden. For troubleshooting Function URL authorization issues, see: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html",
          elements: [],
        }
      : null,
};

const unsignedSearch: Check = {
  name: "any signature",
  source: "aws/serverless-application-model#3704; a domain whose policy admits the address takes it",
  refuse(facts) {
    if (!unsigned(facts)) return null;
    const { method } = facts.request;
    const action = `es:ESHttp${method.slice(0, 1).toUpperCase()}${method.slice(1, 10).toLowerCase()}`;
    const message = `User: anonymous is not authorized to perform: ${action} because no resource-based policy allows the ${action} action`;
    return { status: 403, code: "AccessDeniedException", message, elements: [] };
  },
};

const unsignedGraphql: Check = {
  name: "any signature",
  source:
    "aws-amplify/amplify-js#4373 for the text, aws-amplify/amplify-js#5518 for status and x-amzn-ErrorType",
  refuse: (facts) =>
    unsigned(facts)
      ? {
          status: 401,
          code: "UnauthorizedException",
          message: "Valid authorization header not provided.",
          elements: [],
        }
      : null,
};

/** Without the canonical texts: the lengths of the answers in the threads leave room for the sentence alone. */
const plainMismatch: Check = {
  name: "signature",
  source: "odelot/aws-mqtt-websockets#7: a body of 241 bytes",
  refuse: (facts) =>
    facts.verdict === "mismatch" ? refusal(facts, "mismatch", mismatchMessage(null)) : null,
};

/** The common order behind the function URL's own answer to an unsigned request. */
export const lambdaUrlChecks: readonly Check[] = [unsignedFunctionUrl, ...queryChecks];

/** The common order behind OpenSearch's own answer to an unsigned request. */
export const openSearchChecks: readonly Check[] = [unsignedSearch, ...queryChecks];

/** The common order behind AppSync's own answer to a request without a credential. */
export const appSyncChecks: readonly Check[] = [unsignedGraphql, ...queryChecks];

/** The common order with a mismatch worded without the canonical texts. */
export const iotChecks: readonly Check[] = queryChecks
  // What is not exactly /mqtt is no WebSocket of IoT's.
  .filter(({ name }) => name !== "path")
  .map((check) => (check.name === "signature" ? plainMismatch : check));
