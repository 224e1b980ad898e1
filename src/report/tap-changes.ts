// What differs between a request at two places, part by part, and whether the signature covers the difference: a change counts as signed
// where the canonical request differs in that part, so that another spelling of the same thing does not.
import { headerValue, headerValues } from "../http/raw-headers.ts";
import type { CanonicalInput } from "../sigv4/canonical-request.ts";
import type { TapPlace } from "./tap-place.ts";
import { sameQuery, sameValue, sameValues } from "./tap-values.ts";

/** One difference; null where a side does not have it. Redacted latin1 texts. */
export interface TapChange {
  /** `method`, `path`, `query`, `header NAME`, `body`, `order or case of headers`, or `hidden by redaction`. */
  readonly part: string;
  readonly before: string | null;
  readonly after: string | null;
  /** Whether the signature covers it. */
  readonly signed: boolean;
  /** Another spelling of something signed: AWS reads both as one, and some signers sign what they send as it stands. */
  readonly respelled: boolean;
}

/** Whether a signature covers a difference. */
type Cover = "covered" | "respelled" | "open";

/** What changed, and what could not be compared. */
export interface TapChanges {
  readonly changes: readonly TapChange[];
  readonly notCompared: readonly string[];
}

/** A part at both places before it is judged. */
interface Part {
  readonly part: string;
  readonly before: string | null;
  readonly after: string | null;
  readonly same: boolean | null;
  readonly cover: () => Cover;
}

/** The differences of a request between two places. */
export function tapChanges(before: TapPlace, after: TapPlace): TapChanges {
  const parts = [...lineParts(before, after), ...headerParts(before, after), bodyPart(before, after)];
  const changes = parts.filter(({ same }) => same === false).map((part) => shownChange(part, before, after));
  const hidden = parts.filter(({ same }) => same === null).map(({ part }) => part);
  return {
    changes: [
      ...(changes.length > 0 ? changes : orderChange(before, after)),
      ...hiddenChange(before, after, { changes, hidden }),
    ],
    notCompared: hidden,
  };
}

function lineParts(before: TapPlace, after: TapPlace): Part[] {
  const differs = (part: "canonicalUri" | "canonicalQuery") => (): Cover => {
    const [one, other] = inputs(before, after);
    if (!one || !other) return "covered";
    const same = (part === "canonicalUri" ? sameValue : sameQuery)(one[part], other[part]);
    return same === false ? "covered" : "respelled";
  };
  return [
    {
      ...{ part: "method", before: before.method, after: after.method },
      ...{ same: before.method === after.method, cover: () => "covered" as const },
    },
    {
      ...{ part: "path", before: before.path, after: after.path },
      ...{ same: sameValue(before.path, after.path), cover: differs("canonicalUri") },
    },
    {
      ...{ part: "query", before: before.query, after: after.query },
      ...{ same: sameQuery(before.query, after.query), cover: differs("canonicalQuery") },
    },
  ];
}

function inputs(
  { signed: one }: TapPlace,
  { signed: other }: TapPlace,
): [CanonicalInput | undefined, CanonicalInput | undefined] {
  return [one?.input, other?.input];
}

function headerParts(before: TapPlace, after: TapPlace): Part[] {
  const names = new Set([...before.headers, ...after.headers].map(([name]) => name.toLowerCase()));
  return [...names].map((name): Part => {
    const [was, is] = [headerValues(before.headers, name), headerValues(after.headers, name)];
    return {
      part: `header ${name}`,
      before: was.length === 0 ? null : was.join(", "),
      after: is.length === 0 ? null : is.join(", "),
      same: sameValues(was, is),
      cover: () => (name === "authorization" ? claimCover(before, after) : headerCover(before, after, name)),
    };
  });
}

function claimCover({ claim: one }: TapPlace, { claim: other }: TapPlace): Cover {
  const words = ({ accessKeyId, credentialScope, signedHeaders }: TapPlace["claim"]): string =>
    JSON.stringify([accessKeyId, credentialScope, signedHeaders]);
  const signatures = [one.providedSignature ?? "", other.providedSignature ?? ""] as const;
  return words(one) !== words(other) || sameValue(...signatures) === false ? "covered" : "open";
}

function headerCover(before: TapPlace, after: TapPlace, name: string): Cover {
  const listed = before.claim.signedHeaders?.some((each) => each.toLowerCase() === name) ?? false;
  const [one, other] = inputs(before, after);
  if (!listed) return "open";
  if (!one || !other) return "covered";
  const line = ({ headers }: CanonicalInput): string[] =>
    headers.filter((header) => header.name.toLowerCase() === name).map(({ value }) => value);
  return sameValues(line(one), line(other)) === false ? "covered" : "respelled";
}

function bodyPart(before: TapPlace, after: TapPlace): Part {
  const words = ({ bodyBytes, bodySha256Hex }: TapPlace): string =>
    `${bodyBytes} bytes${bodySha256Hex === null ? "" : `, SHA-256 ${bodySha256Hex}`}`;
  const [one, other] = [before.bodySha256Hex, after.bodySha256Hex];
  const open = before.bodyBytes === after.bodyBytes && (one === null || other === null);
  return {
    ...{ part: "body", before: words(before), after: words(after), cover: () => bodyCover(before) },
    same: open
      ? before.bodyBytes === 0
        ? true
        : null
      : before.bodyBytes === after.bodyBytes && one === other,
  };
}

/** A presigned URL and UNSIGNED-PAYLOAD leave the body open. */
function bodyCover({ claim, headers }: TapPlace): Cover {
  const open = /^(?:STREAMING-)?UNSIGNED-PAYLOAD/.test(headerValue(headers, "x-amz-content-sha256") ?? "");
  return open || claim.form === "presigned-url" ? "open" : "covered";
}

function orderChange(before: TapPlace, after: TapPlace): TapChange[] {
  const list = ({ headers }: TapPlace): string => headers.map(([name]) => name).join(", ");
  const [from, to] = [list(before), list(after)];
  return from === to ? [] : [{ part: "order or case of headers", before: from, after: to, ...open }];
}

/** The hash of what was signed is kept whole: where it differs and nothing that is shown explains it, a hidden value changed. */
function hiddenChange(
  { signed: one }: TapPlace,
  { signed: other }: TapPlace,
  { changes, hidden }: { readonly changes: readonly TapChange[]; readonly hidden: readonly string[] },
): TapChange[] {
  const hashes = [one?.sha256Hex ?? null, other?.sha256Hex ?? null];
  if (hidden.length === 0 || changes.some(({ signed }) => signed)) return [];
  if (hashes.includes(null) || hashes[0] === hashes[1]) return [];
  const names = hidden.join(", ");
  return [{ part: "hidden by redaction", before: `one of: ${names}`, after: "another value", ...covered }];
}

const open = { signed: false, respelled: false };
const covered = { signed: true, respelled: false };

function shownChange({ part, before, after, cover }: Part, one: TapPlace, other: TapPlace): TapChange {
  const name = part.startsWith("header ") ? part.slice("header ".length) : null;
  const safe = (text: string | null): string | null =>
    text === null ? null : other.shown(name, one.shown(name, text));
  const how = cover();
  const flags = { signed: how === "covered", respelled: how === "respelled" };
  return { part, before: safe(before), after: safe(after), ...flags };
}
