// The canonical requests of one exchange, as far as they are known: what the client signed, what was calculated from the bytes as
// sent, and what the server read. Any two are put beside each other, line by line.

import type { InspectedExchange } from "../inspector/inspector-api.ts";
import { canonicalDiff } from "../report/canonical-diff.ts";
import type { SideBySideRow } from "../report/side-by-side.ts";
import { sideBySide } from "../report/side-by-side.ts";

/** Whose canonical request. */
export type Side = "calculated" | "client" | "server";

/** Its name and where it is from. */
export const sideWords: Readonly<Record<Side, { readonly name: string; readonly from: string }>> = {
  calculated: { name: "Calculated", from: "from the bytes as sent" },
  client: { name: "Provided", from: "as the client signed it" },
  server: { name: "Server", from: "as AWS read it" },
};

/** The canonical requests that are known. */
export function canonicalRequests({
  examination,
  response,
}: Pick<InspectedExchange, "examination" | "response">): ReadonlyMap<Side, string> {
  const { derivation, proof } = examination;
  const known = new Map<Side, string>();
  if (derivation && derivation.canonicalRequest !== "") known.set("calculated", derivation.canonicalRequest);
  if (proof && proof.canonicalRequest !== "")
    known.set(proof.of === "server-hash" ? "server" : "client", proof.canonicalRequest);
  const told = serverText(response?.body.text ?? "");
  if (told !== null) known.set("server", told);
  if (examination.verdict === "valid" && derivation && !known.has("client"))
    known.set("client", derivation.canonicalRequest);
  return known;
}

/** The canonical request in an AWS error, as XML has it. */
function serverText(body: string): string | null {
  const text = /<CanonicalRequest>([^<]{1,100000})<\/CanonicalRequest>/.exec(body)?.[1];
  if (text === undefined) return null;
  return text
    .replace(
      /&#(?:x([0-9a-f]{1,4})|(\d{1,5}));/gi,
      (_, hex: string | undefined, decimal: string | undefined) =>
        String.fromCharCode(Number.parseInt(hex ?? decimal ?? "", hex === undefined ? 10 : 16)),
    )
    .replace(/&(lt|gt|quot|apos|amp);/g, (_, name: string) => entities[name] ?? "");
}

const entities: Readonly<Record<string, string>> = { lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" };

/** The rows of two texts beside each other. */
export function compared(left: string, right: string): readonly SideBySideRow[] {
  return sideBySide(canonicalDiff(left, right));
}

/** What each line of a canonical request is, by AWS's own names. */
export function lineNames(text: string): readonly string[] {
  const lines = text.split("\n");
  const names = ["method", "URI", "query"];
  return lines.map((line, at) => {
    if (at < 3) return names[at] ?? "";
    if (at === lines.length - 1) return "payload hash";
    if (at === lines.length - 2) return "signed headers";
    return line === "" ? "end of headers" : "header";
  });
}
