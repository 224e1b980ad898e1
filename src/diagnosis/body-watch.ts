// Bodies too long to be kept: from the head of a request, the reader that makes of the body what an examination needs.

import { endpointOf } from "../endpoints/endpoint.ts";
import type { CapturedRequest } from "../http/captured-exchange.ts";
import { hostOf } from "../http/request-target.ts";
import type { Envelope } from "../sigv4/envelope.ts";
import { parseEnvelope } from "../sigv4/envelope.ts";
import type { BodyReader } from "../sigv4/passed-body.ts";
import { formBoundary } from "../sigv4/post-form.ts";
import { PostFormReader } from "../sigv4/post-form-reader.ts";
import { opensEventSocket, socketEventsReader } from "../sigv4/socket-events.ts";
import type { JudgeForDate } from "../sigv4/stream-verification.ts";
import { streamReader, streamToken } from "../sigv4/stream-verification.ts";
import { verify } from "../sigv4/verify.ts";
import type { Examiner } from "./examine.ts";
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

/** A reader for what the client sends behind the 101 that answers this request; null where nothing of it is signed. */
export function switchedWatch(head: CapturedRequest, examiner: Examiner): BodyReader | null {
  if (!opensEventSocket(head)) return null;
  return watchUnder(head, examiner, socketEventsReader);
}

function streamWatch(head: CapturedRequest, examiner: Examiner): BodyReader | null {
  return watchUnder(head, examiner, (envelope, judges) =>
    streamReader(head, envelope, judges, keptDataBytes),
  );
}

function watchUnder(
  head: CapturedRequest,
  examiner: Examiner,
  open: (envelope: Envelope, judges: JudgeForDate) => BodyReader,
): BodyReader | null {
  const envelope = envelopeOf(parseEnvelope(head));
  if (envelope === null) return null;
  const verification = verify(head, envelope, readingRule(envelope, endpointOf(hostOf(head))), examiner);
  return open(envelope, streamJudges(envelope, verification, examiner));
}

function formWatch(boundary: string): BodyReader {
  const form = new PostFormReader(boundary);
  return {
    add: (bytes) => form.add(bytes),
    end: () => ({ form: "post-form", fields: form.end() }),
  };
}
