// A query signed as if it were the body: hashes of the texts that clients have been seen to sign so.
import { sha256Hex } from "../http/digest.ts";
import { joined, signedParameters, sorted } from "./query-forms.ts";
import type { EnvelopeContext } from "./rule.ts";

/** The query's texts with their hashes (lower-case hex): as sent, canonical, and as a form writes them. Empty without a query. */
export function queryAsBody(
  context: EnvelopeContext,
): readonly { readonly text: string; readonly sha256Hex: string }[] {
  const { query } = context.target;
  if (query === "") return [];
  const parameters = signedParameters(context);
  const inOrder = joined(parameters);
  const all = joined(sorted(parameters));
  const formTexts = [query, inOrder, all].map((text) => text.replaceAll("%20", "+"));
  const texts = new Set([
    query,
    inOrder,
    all,
    ...formTexts,
    all.replaceAll("%2A", "*").replaceAll("~", "%7E"),
    `${query}\n`,
  ]);
  return [...texts].map((text) => ({ text, sha256Hex: sha256Hex(text) }));
}
