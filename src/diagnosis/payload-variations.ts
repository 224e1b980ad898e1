// Building blocks for suppositions about the payload: its line, and the headers that go with it (x-amz-content-sha256, content-length).
import type { BodyVariant } from "./body-variants.ts";
import type { Change, EnvelopeContext, Supposition } from "./rule.ts";
import { signedValue } from "./variations.ts";

/** What may have been signed of a payload. */
export interface SupposedPayload {
  /** The payload line: lower-case hex or a token. */
  readonly line: string;
  /** Length in bytes of the body that was hashed; null where it is not known. */
  readonly bytes: number | null;
}

/** Supposes another payload line, alone and together with the signed headers that then said the same. */
export function* signedPayloads(
  context: EnvelopeContext,
  { line, bytes }: SupposedPayload,
  detail: string,
): Generator<Supposition> {
  const { input } = context;
  const headers = followingHeaders(context, line, bytes);
  if (line === input.payloadHash) return;
  for (const changed of headers) yield supposition(context, line, changed, detail);
}

/** As `signedPayloads`, for a body that may have been hashed. */
export function bodySuppositions(
  context: EnvelopeContext,
  { sha256Hex, bytes }: BodyVariant,
  detail: string,
): Generator<Supposition> {
  return signedPayloads(context, { line: sha256Hex, bytes }, detail);
}

/** Whether the body's own hash is what the service takes for the payload line, or a hash that a header names; false for tokens. */
export function payloadIsHashed({ input, envelope, isS3 }: EnvelopeContext): boolean {
  if (isS3 && envelope.form === "presigned-url") return false;
  return /^[0-9a-fA-F]{64}$/.test(input.payloadHash);
}

type HeaderValues = Readonly<Record<string, string>>;

/** Header values that may have gone with a payload, most likely set first. */
function followingHeaders(context: EnvelopeContext, line: string, bytes: number | null): HeaderValues[] {
  const hash = signedValue(context, "x-amz-content-sha256");
  const length = signedValue(context, "content-length");
  const own = context.request.body.sha256Hex;
  const moves = hash !== null && hash !== line && (context.isS3 || hash === own);
  const withHash = moves ? { "x-amz-content-sha256": line } : null;
  const withLength =
    length !== null && bytes !== null && length !== String(bytes)
      ? { "content-length": String(bytes) }
      : null;
  const sets: HeaderValues[] = [];
  if (withLength) sets.push(withLength);
  if (withLength && withHash) sets.push({ ...withLength, ...withHash });
  sets.push({});
  if (withHash) sets.push(withHash);
  return sets;
}

function supposition(
  context: EnvelopeContext,
  line: string,
  values: HeaderValues,
  detail: string,
): Supposition {
  const { input } = context;
  const changes: Change[] = [{ part: "payload hash", from: input.payloadHash, to: line }];
  for (const [name, value] of Object.entries(values))
    changes.push({ part: `header ${name}`, from: signedValue(context, name) ?? "", to: value });
  if (Object.keys(values).length === 0) return { changes, request: { payloadHash: line }, detail };
  const headers = input.headers.map((header) => {
    const value = values[header.name];
    return value === undefined ? header : { name: header.name, value };
  });
  return { changes, request: { payloadHash: line, headers }, detail };
}
