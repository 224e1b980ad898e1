// The examination of a nested request: with the method and the headers under which it comes out, where the text leaves them open.
import type { CapturedRequest } from "../http/captured-exchange.ts";
import { headerValue } from "../http/raw-headers.ts";
import type { Examination } from "./examination.ts";
import type { Examiner, Subject } from "./examine.ts";
import { examine, examined } from "./examine.ts";
import type { NestedPlace, NestedRequest } from "./nested-request.ts";

/** The subject of a nested request, ready to be examined. */
export interface NestedSubject {
  readonly subject: Subject;
  readonly nested: NestedPlace;
  /** Signed headers that are not in the text: without them nothing can be calculated. */
  readonly absent: readonly string[];
}

/** The nested request as it is to be examined: the variant whose signature comes out, or the likeliest. */
export function nestedSubject(
  found: NestedRequest,
  around: Pick<Subject, "input" | "index" | "nowEpochMs"> & {
    readonly id: string;
    readonly within: string | null;
  },
  examiner: Examiner,
): NestedSubject {
  const { id, input, index, within } = around;
  const nowEpochMs = found.inUse ? around.nowEpochMs : null;
  const subjectOf = (request: CapturedRequest): Subject => ({
    id,
    input,
    index,
    request,
    response: null,
    selfCheck: null,
    nowEpochMs,
  });
  const variants = variantsOf(found).map(subjectOf);
  const valid = variants.find((subject) => examine(subject, examiner).verdict === "valid");
  const subject = valid ?? subjectOf(found.request);
  const absent = valid ? [] : absentHeaders(subject, examiner);
  return { subject, nested: { kind: found.kind, place: found.place, within }, absent };
}

/** An examination of a nested request, marked as one; where a signed header is not at hand nothing is judged. */
export function asNested(examination: Examination, { nested, absent }: NestedSubject): Examination {
  if (absent.length === 0) return { ...examination, nested };
  const judged = examination.verdict === "malformed" ? "malformed" : "unverifiable";
  return {
    ...examination,
    nested: { ...nested, absentHeaders: absent },
    verdict: judged,
    derivation: null,
    findings: [],
    causes: [],
    proof: null,
    prediction: null,
    search: null,
  };
}

/** The request with the method under which its signature comes out; as it is where none does. */
export function signedFor(
  request: CapturedRequest,
  methods: readonly string[],
  examiner: Examiner,
): CapturedRequest {
  const subjectOf = (method: string): Subject => ({
    id: "",
    input: null,
    index: 0,
    request: { ...request, method },
    response: null,
    selfCheck: null,
    nowEpochMs: null,
  });
  const subjects = methods.map(subjectOf);
  return subjects.find((subject) => examine(subject, examiner).verdict === "valid")?.request ?? request;
}

/** What keeps a nested request from being judged, in words; empty in the usual case. */
export function absentNotes({ nested }: Examination): readonly string[] {
  const names = nested?.absentHeaders ?? [];
  if (names.length === 0) return [];
  const cluster = names.includes("x-k8s-aws-id") ? " (the name of the cluster)" : "";
  return [`not judged: ${names.join(", ")}${cluster} is signed and is not in the text`];
}

function variantsOf({ request, methods, headerGuesses }: NestedRequest): CapturedRequest[] {
  const withMethods = methods.map((method) => ({ ...request, method }));
  const guessed = headerGuesses.map((header) => ({ ...request, headers: [...request.headers, header] }));
  return [...withMethods, ...guessed];
}

function absentHeaders(subject: Subject, examiner: Examiner): string[] {
  const { envelope } = examined(subject, examiner).context;
  const names =
    envelope?.form === "presigned-url" ? envelope.signedHeaders.map((name) => name.toLowerCase()) : [];
  return names.filter((name) => name !== "host" && headerValue(subject.request.headers, name) === undefined);
}
