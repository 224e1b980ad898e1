// What AWS's answer says about the payload header, sorted by the class of failure it speaks of.
import { accidentalBody } from "./accidental-bodies.ts";
import { defaultChecksum } from "./default-checksum.ts";
import type { Observation, RuleContext } from "./rule.ts";
import type { ServerAnswer } from "./server-answer.ts";

/** The classes an answer can tell apart: header absent, no hash at all, hash of an accident, hash of another body. */
export type PayloadComplaint = "missing" | "invalid" | "accident" | "changed";

/** Repeats what AWS says about x-amz-content-sha256 where it is of this kind and nothing was seen on the request itself. */
export function* reportedPayload(
  context: RuleContext & { readonly answer: ServerAnswer },
  kind: PayloadComplaint,
  seen: (context: RuleContext) => Iterable<Observation>,
): Generator<Observation> {
  const { answer } = context;
  const claimed = claimedHash(answer);
  if (complaint(answer, claimed) !== kind) return;
  for (const _ of seen(context)) return;
  // A store that does not know trailers says the same: default-checksum-2025.
  if (context.endpoint.partition === null && defaultChecksum(context)?.trailer === true) return;
  const computed = answer.elements.S3ComputedContentSHA256 ?? null;
  const evidence = { code: answer.code, claimedSha256: claimed, computedSha256: computed };
  yield { detail: `AWS answered: ${(answer.message ?? answer.code ?? "").slice(0, 300)}`, evidence };
}

function complaint({ code, message }: ServerAnswer, claimed: string | null): PayloadComplaint | null {
  const text = message ?? "";
  if (text.includes("Missing required header for this request: x-amz-content-sha256")) return "missing";
  if (code === "UnsignedContentSHA256NotAllowed" || text.startsWith("x-amz-content-sha256 must be"))
    return "invalid";
  if (text.includes("value of x-amz-content-sha256 header is invalid")) return "invalid";
  const mismatch =
    code === "XAmzContentSHA256Mismatch" || text.includes("'x-amz-content-sha256' header does not match");
  if (!mismatch) return null;
  if (claimed === null) return "changed";
  if (!/^[0-9a-f]{64}$/.test(claimed)) return "invalid";
  return accidentalBody(claimed) === null ? "changed" : "accident";
}

/** The client's value as AWS repeats it, also where a log has run the elements together. */
function claimedHash({ elements, message }: ServerAnswer): string | null {
  const named = elements.ClientComputedContentSHA256;
  if (named !== undefined) return named.slice(0, 100);
  return (
    /computed\.[^A-Za-z0-9+/]*(?:.{0,400}computed\.)?([A-Za-z0-9+/]{43}=)/s.exec(message ?? "")?.[1] ?? null
  );
}
