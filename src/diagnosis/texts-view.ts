// What a rule sees of a request that nobody captured: the parts of one side's text, whose it is, and for which service.
import { endpointOf } from "../endpoints/endpoint.ts";
import { payloadHeaderServices } from "../sigv4/terms.ts";
import type { Observation, TextsContext } from "./rule.ts";
import type { TextParts } from "./text-parts.ts";
import { textParts } from "./text-parts.ts";

/** One side's text of a request. */
export interface TextsView extends TextParts {
  /** Whose text it is: what the server read, what the client signed, or the request itself as a paste shows it. */
  readonly side: "server" | "client" | "request";
  readonly host: string | null;
  /** The signing name of the service, by the scope, else by the host; null where neither tells. */
  readonly service: string | null;
  /** Whether it is of S3 or one of its kin (which take the path as it is). */
  readonly isS3: boolean;
  /** Whether the query carries the signature. */
  readonly presigned: boolean;
  /** The scope line of the string to sign, cut at its slashes; null without one. */
  readonly scope: readonly string[] | null;
  /** The date line of the string to sign. */
  readonly signedDate: string | null;
}

const views = new WeakMap<object, TextsView>();

/** The view of the text that an examination without a captured request rests on. */
export function textsView(context: TextsContext): TextsView {
  const known = views.get(context.texts);
  if (known) return known;
  const view = viewOf(context);
  views.set(context.texts, view);
  return view;
}

function viewOf(context: TextsContext): TextsView {
  const { texts, origin } = context;
  const parts = textParts(texts.canonicalRequest ?? "");
  const host = parts.headers.find(({ name }) => name.toLowerCase() === "host")?.value ?? null;
  const lines = texts.stringToSign?.split("\n") ?? [];
  const scope = lines.find((line) => /^[^/\s]*\/[^/]*\/[^/]*\/aws4/.test(line))?.split("/") ?? null;
  const named = host === null ? null : endpointOf(host.replace(/:\d*$/, "").toLowerCase()).signingName;
  const service = scope?.[2] ?? named;
  return {
    ...parts,
    side: origin === "captured" ? "request" : origin === "client-texts" ? "client" : "server",
    host,
    service,
    isS3: service === null ? looksLikeS3(context, host) : payloadHeaderServices.has(service),
    presigned: /(?:^|&)X-Amz-(?:Algorithm|Credential)=/.test(parts.query ?? ""),
    scope,
    signedDate: lines.find((line) => /^\d{8}T\d{6}Z$/.test(line)) ?? null,
  };
}

/** S3 and its imitators show their texts in elements of their own and word the refusal without "AWS Secret Access". */
function looksLikeS3({ answer }: TextsContext, host: string | null): boolean {
  if (
    /(?:^|\.)s3[.-]|storage\.googleapis\.com|digitaloceanspaces|\.r2\.|backblazeb2|wasabisys/.test(host ?? "")
  )
    return true;
  return / Check your (?:key|Google secret key) and signing method/.test(answer?.message ?? "");
}

/** A fact that the text shows. */
export function shownFact(detail: string, evidence: Observation["evidence"] = {}): Observation {
  return { detail, evidence, likelihood: 1 };
}

/** A guess from the text: how likely it is beside other guesses (0 to 1), and what would settle it. */
export function suspicion(
  detail: string,
  likelihood: number,
  evidence: Observation["evidence"] = {},
  settledBy: string = theOtherSide,
): Observation {
  return { detail, evidence, likelihood, settledBy };
}

const theOtherSide =
  "the canonical request of the other side (the client's debug log, or the answer's CanonicalRequest), or the request as it crossed the wire.";
