// Bodies too long to be kept: from the head of a request, the reader that makes of the body what an examination needs.
import { endpointOf } from "../endpoints/endpoint.ts";
import type { CapturedRequest } from "../http/captured-exchange.ts";
import { parseEnvelope } from "../sigv4/envelope.ts";
import type { BodyReader } from "../sigv4/passed-body.ts";
import { formBoundary } from "../sigv4/post-form.ts";
import { PostFormReader } from "../sigv4/post-form-reader.ts";
import { streamReader, streamToken } from "../sigv4/stream-verification.ts";
import { verify } from "../sigv4/verify.ts";
import type { Examiner } from "./examine.ts";
import { hostOf } from "./examine.ts";
import { readingRule } from "./reading-rule.ts";
import { envelopeOf } from "./reading-verdict.ts";
import { streamJudges } from "./stream-examination.ts";

/** How much of the chunk under way is held while it passes: more than the chunks of every client known. */
const keptDataBytes = 262_144;

/**
 * A reader for the body of a request whose head (with an empty body) is at hand; null for a body that nothing but its hash is
 * needed of. The keys are those known now: of what passes without one a bounded part is kept, to be verified later.
 */
export function bodyWatch(head: CapturedRequest, examiner: Examiner): BodyReader | null {
  if (streamToken(head) !== null) return streamWatch(head, examiner);
  const boundary = formBoundary(head);
  return boundary === null ? null : formWatch(boundary);
}

function streamWatch(head: CapturedRequest, examiner: Examiner): BodyReader | null {
  const envelope = envelopeOf(parseEnvelope(head));
  if (envelope === null) return null;
  const verification = verify(head, envelope, readingRule(envelope, endpointOf(hostOf(head))), examiner);
  return streamReader(head, envelope, streamJudges(envelope, verification, examiner), keptDataBytes);
}

function formWatch(boundary: string): BodyReader {
  const form = new PostFormReader(boundary);
  return {
    add: (bytes) => form.add(bytes),
    end: () => ({ form: "post-form", fields: form.end() }),
  };
}
