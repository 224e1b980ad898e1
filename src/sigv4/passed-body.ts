// What is read of a body as it passes by, live or from a capture: an upload in chunks, an event stream, a browser's form.
import type { CapturedRequest, PassedBody } from "../http/captured-exchange.ts";
import type { UploadReport } from "./chunked-upload.ts";
import type { PostForm } from "./post-form.ts";
import type { EventReport } from "./signed-events.ts";

/** An upload in aws-chunked framing. */
export interface PassedUpload extends PassedBody {
  readonly form: "aws-chunked";
  /** Whether signatures were held against a key. */
  readonly keyed: boolean;
  readonly report: UploadReport;
}

/** A signed event stream. */
export interface PassedEvents extends PassedBody {
  readonly form: "event-stream";
  readonly keyed: boolean;
  readonly report: EventReport;
}

/** A browser's form. */
export interface PassedForm extends PassedBody {
  readonly form: "post-form";
  readonly fields: PostForm;
}

/** Reads one body piece by piece. Total: any bytes in any cut. */
export interface BodyReader {
  add(bytes: Uint8Array): void;
  /** The body is over. May be called once. */
  end(): PassedUpload | PassedEvents | PassedForm;
}

/**
 * What was read of a body too long to be kept, or of what a client sent behind a 101; null where nothing was. Only readers of this
 * folder make these values.
 */
export function passedBody({
  body,
  switched,
}: CapturedRequest): PassedUpload | PassedEvents | PassedForm | null {
  return (switched ?? body.passed ?? null) as PassedUpload | PassedEvents | PassedForm | null;
}
