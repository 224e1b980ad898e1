// The shape of a stored examination: whatever of it is shown, counted or written again is of the type that it must be.

/** Whether a value has a shape. Total. */
export type Shape = (value: unknown) => boolean;

/** A string. */
export const text: Shape = (value) => typeof value === "string";
/** A number that is one: JSON can hold `1e999`. */
export const number: Shape = (value) => Number.isFinite(value);
const flag: Shape = (value) => typeof value === "boolean";

/** The shape, or null. */
export function orNull(shape: Shape): Shape {
  return (value) => value === null || shape(value);
}

/** The shape, null, or nothing at all. */
export function optional(shape: Shape): Shape {
  return (value) => value === undefined || value === null || shape(value);
}

function oneOf(...texts: readonly string[]): Shape {
  return (value) => typeof value === "string" && texts.includes(value);
}

function listOf(shape: Shape): Shape {
  return (value) => Array.isArray(value) && value.every((one: unknown) => shape(one));
}

/** An object with members of these shapes; it may have others. */
export function members(shapes: Readonly<Record<string, Shape>>): Shape {
  const wanted = Object.entries(shapes);
  return (value) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
    const object = value as Readonly<Record<string, unknown>>;
    return wanted.every(([name, shape]) => shape(Object.hasOwn(object, name) ? object[name] : undefined));
  };
}

const anything: Shape = members({});

const evidence: Shape = (value) =>
  anything(value) &&
  Object.values(value as object).every(
    (one: unknown) => optional(text)(one) || number(one) || flag(one) || listOf(text)(one),
  );

const finding = members({
  ...{ rule: text, title: text, detail: text, fix: text, stage: text, blame: text },
  severity: oneOf("error", "warning", "note"),
  certainty: oneOf("proven", "observed", "reported", "suspected"),
  wrongFix: optional(text),
  evidence,
});

const changes = listOf(members({ part: text, from: text, to: text }));

/** An examination as scripts and people are shown it, without what the exchange around it says. */
export const examinationShape: Shape = members({
  schema: oneOf("countersign.examination/1"),
  input: optional(text),
  index: number,
  endpoint: optional(
    members({
      ...{ service: orNull(text), signingName: orNull(text), region: orNull(text), partition: orNull(text) },
      certain: flag,
    }),
  ),
  envelope: members({
    form: oneOf(
      ...["authorization-header", "presigned-url", "post-policy", "chunked", "event-stream"],
      ...["sigv2-header", "sigv2-query", "bearer", "none"],
    ),
    ...{ algorithm: orNull(text), accessKeyId: orNull(text), providedSignature: orNull(text) },
    credentialScope: orNull(members({ date: text, region: text, service: text, terminator: text })),
    signedHeaders: orNull(listOf(text)),
    amzDate: orNull(text),
    expiresSeconds: orNull(number),
    sessionToken: oneOf("signed", "unsigned", "absent"),
  }),
  verdict: oneOf("valid", "mismatch", "malformed", "unsigned", "unverifiable"),
  derivation: optional(
    members({ canonicalRequest: text, stringToSign: text, calculatedSignature: orNull(text) }),
  ),
  findings: listOf(finding),
  causes: listOf(text),
  proof: optional(
    members({
      of: oneOf("signature", "server-hash", "client-log"),
      ...{ changes, canonicalRequest: text, stringToSign: text },
    }),
  ),
  prediction: optional(members({ status: number, code: orNull(text), message: orNull(text) })),
  response: optional(
    members({
      status: number,
      ...{ code: orNull(text), message: orNull(text), requestId: orNull(text), serverDate: orNull(text) },
      agrees: orNull(flag),
    }),
  ),
  search: optional(members({ tried: number, milliseconds: number, exhausted: flag })),
  stream: (value) => value === undefined || anything(value),
  rebuiltFrom: (value) => value === undefined || text(value),
  legs: (value) =>
    value === undefined ||
    listOf(members({ from: text, to: text, same: flag, changes: orNull(changes) }))(value),
  nested: (value) => value === undefined || members({ kind: text, place: text, within: orNull(text) })(value),
  incident: optional(
    members({ id: text, count: number, first: orNull(text), last: orNull(text), deterministic: flag }),
  ),
});
