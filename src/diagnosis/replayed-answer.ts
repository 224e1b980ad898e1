// An answer that speaks of another request than this one: by the signature or the date that it shows.
import type { RuleContext } from "./rule.ts";
import type { ServerAnswer } from "./server-answer.ts";

type AnsweredContext = RuleContext & { readonly answer: ServerAnswer };

/** What in the answer belongs to another request, as a sentence; null where nothing does. */
export function speaksOfAnother(context: AnsweredContext): string | null {
  return anotherSignature(context) ?? anotherDate(context);
}

function anotherSignature({ answer, envelope }: AnsweredContext): string | null {
  const named = answer.elements.SignatureProvided;
  if (!envelope || named === undefined || !/^[0-9a-f]{64}$/.test(named)) return null;
  if (named === envelope.providedSignature) return null;
  return `The answer speaks of the signature ${named}, which is not this request's.`;
}

function anotherDate({ answer, envelope }: AnsweredContext): string | null {
  const date = answer.stringToSign?.split("\n")[1]?.trim() ?? "";
  const own = envelope?.amzDate ?? "";
  if (!basicDate.test(date) || !basicDate.test(own) || date === own) return null;
  return `The answer speaks of a request dated ${date}, and this one is dated ${own}.`;
}

const basicDate = /^\d{8}T\d{6}Z$/;
