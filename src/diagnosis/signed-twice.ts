// A request that carries two kinds of authorization: what either of them lacks is no fault of its own.
import { headerValues } from "../http/raw-headers.ts";
import type { RuleContext } from "./rule.ts";

/** Whether the query is signed and the request has an Authorization header beside it, of whatever scheme. */
export function isSignedTwice(context: RuleContext): boolean {
  if (context.query.length === 0 || !isSignedQuery(context)) return false;
  return headerValues(context.request.headers, "authorization").length > 0;
}

function isSignedQuery({ query }: RuleContext): boolean {
  const named = (name: string): boolean => query.some((parameter) => parameter.name === name);
  return (
    named("X-Amz-Algorithm") || named("X-Amz-Signature") || (named("Signature") && named("AWSAccessKeyId"))
  );
}
