// What `explain` concludes from a case of a public thread: read as the command reads it, examined without any secret.
import { parsedInput } from "../../src/cli/explain-input.ts";
import { editedParts } from "../../src/diagnosis/edited-paste.ts";
import type { Examination } from "../../src/diagnosis/examination.ts";
import { createExaminer } from "../../src/diagnosis/examine.ts";
import { examineFully } from "../../src/diagnosis/examine-fully.ts";
import { noKnowledge } from "../../src/sigv4/known-credentials.ts";

/** A case as the sample keeps them: a request with its answer, or an input of another kind. */
export interface ConcludedCase {
  readonly id: string;
  readonly raw_request_b64?: string | null;
  readonly raw_response_b64?: string | null;
  readonly inputs?: readonly { readonly kind: string; readonly b64: string }[];
  readonly expect: { readonly causes: readonly (readonly string[])[] };
}

const examiner = createExaminer(noKnowledge);

/** The causes of the first request in a case. */
export async function concludedCauses(one: ConcludedCase): Promise<readonly string[]> {
  return (await concluded(one)).causes;
}

/** The examination of the first request in a case. */
export async function concluded(one: ConcludedCase): Promise<Examination> {
  const read = parsedInput(bytesOf(one), { scheme: null, format: null });
  const first = "code" in read ? undefined : read[0];
  if (!first) throw new Error(`${one.id} cannot be read: ${JSON.stringify(read)}`);
  const { request, response, clientTexts, origin } = first;
  const edited = origin === "captured" ? editedParts(request) : [];
  const place = { id: one.id, input: null, index: 0, selfCheck: null, nowEpochMs: null };
  const subject = { ...place, request, response, clientTexts, origin, edited };
  return examineFully(subject, examiner, {
    milliseconds: 5000,
    suppositions: 400_000,
    now: () => performance.now(),
  });
}

function bytesOf({ raw_request_b64, raw_response_b64, inputs }: ConcludedCase): Uint8Array {
  const [input] = inputs ?? [];
  if (input) return Buffer.from(input.b64, "base64");
  const request = Buffer.from(raw_request_b64 ?? "", "base64");
  if (!raw_response_b64) return request;
  return Buffer.concat([request, Buffer.from("\n%%%\n"), Buffer.from(raw_response_b64, "base64")]);
}
