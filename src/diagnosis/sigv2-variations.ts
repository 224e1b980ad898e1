// The parts of a Version 2 string to sign that clients get wrong, as changes to try one by one and in pairs.
import { headerValue } from "../http/raw-headers.ts";
import { targetParts } from "../http/request-target.ts";
import { byCodeUnit, queryParameters } from "../sigv4/canonical-query.ts";
import { percentDecode, percentEncodePath } from "../sigv4/percent-encoding.ts";
import type { SigV2Claim } from "../sigv4/sigv2-claim.ts";
import type { SigV2Parts } from "../sigv4/sigv2-parts.ts";
import { sigv2Resource, sigv2SubResources } from "../sigv4/sigv2-parts.ts";
import type { Change, RuleContext } from "./rule.ts";
import { shownHeaderValue } from "./shown-values.ts";
import { contentTypes } from "./value-sets.ts";

/** One part signed in another way. */
export interface SigV2Variation {
  readonly parts: SigV2Parts;
  readonly changes: readonly Change[];
  /** One sentence. */
  readonly detail: string;
}

/** Every single change, the frequent ones first. */
export function* sigv2Variations(
  context: RuleContext,
  claim: SigV2Claim,
  base: SigV2Parts,
): Generator<SigV2Variation> {
  yield* resources(context, base);
  yield* contentTypeLines(base);
  yield* dates(context, claim, base);
  yield* amzHeaderLines(context, base);
  yield* others(base);
}

function resource(base: SigV2Parts, changed: Partial<SigV2Parts>, fault: string): SigV2Variation {
  const parts = { ...base, ...changed };
  const [from, to] = [sigv2Resource(base), sigv2Resource(parts)];
  return {
    parts,
    changes: [{ part: "resource", from, to }],
    detail: `The resource was signed as "${to}"; S3 reads "${from}": ${fault}.`,
  };
}

function* resources(context: RuleContext, base: SigV2Parts): Generator<SigV2Variation> {
  const { path: sent, query } = targetParts(context.request.target);
  const parameters = queryParameters(query);
  if (base.bucket !== "") {
    yield resource(base, { bucket: "" }, "the bucket of the host is missing");
    if (base.path === "/") yield resource(base, { path: "" }, "the slash behind the bucket is missing");
  }
  const host = context.request.authority.toLowerCase().replace(/:\d*$/, "");
  for (const bucket of new Set([`/${host.split(".")[0] ?? ""}`, `/${host}`])) {
    if (bucket !== base.bucket)
      yield resource(base, { bucket }, "a bucket is put in front that S3 does not see");
  }
  const without = /^\/[^/]+(\/.*)$/.exec(base.path)?.[1];
  if (base.bucket === "" && without !== undefined)
    yield resource(base, { path: without }, "the bucket of the path is missing");
  yield* paths(base, sent);
  if (base.subResources.length > 0) {
    yield resource(base, { subResources: [] }, "the sub-resource is missing");
    for (const { name } of base.subResources) {
      const kept = base.subResources.filter((one) => one.name !== name);
      yield resource(base, { subResources: kept }, `${name} is not in the client's list of sub-resources`);
    }
    const raw = parameters.filter(({ name }) =>
      base.subResources.some((one) => one.name === percentDecode(name)),
    );
    yield resource(
      base,
      { subResources: raw },
      "the sub-resources are as in the URL, not decoded and sorted",
    );
    const bare = base.subResources.map(({ name }) => ({ name, value: null }));
    yield resource(base, { subResources: bare }, "the values of the sub-resources are missing");
    const equals = base.subResources.map(({ name, value }) => ({ name, value: value ?? "" }));
    yield resource(base, { subResources: equals }, "a sub-resource without a value is written with =");
  }
  if (parameters.length === 0) return;
  const authentic = /^(?:AWSAccessKeyId|Expires|Signature)$/;
  const whole = parameters.filter(({ name }) => !authentic.test(name));
  const sorted = sigv2SubResources(parameters, (name) => !authentic.test(name));
  if (whole.length === 0) return;
  const fault = "the whole query is signed, not only its sub-resources";
  yield resource(base, { subResources: whole }, fault);
  yield resource(base, { subResources: sorted }, fault);
}

function* paths(base: SigV2Parts, sent: string): Generator<SigV2Variation> {
  const decoded = percentDecode(base.path);
  yield resource(base, { path: decoded }, "the path is decoded, and S3 takes it as sent");
  const once = percentEncodePath(decoded);
  yield resource(base, { path: once }, "the path is encoded in another way than it was sent");
  yield resource(base, { path: percentEncodePath(base.path) }, "the path is encoded once more");
  yield resource(base, { path: once.replaceAll("%20", "+") }, "a blank in the path is signed as +");
  yield resource(base, { path: `${sent}/` }, "a slash is added at the end");
  if (sent.endsWith("/"))
    yield resource(base, { path: sent.slice(0, -1) }, "the slash at the end is missing");
  if (sent.includes("//"))
    yield resource(base, { path: sent.replace(/\/{2,}/g, "/") }, "double slashes are made single");
  yield resource(base, { path: sent.slice(1) }, "the slash at the beginning is missing");
  yield resource(base, { path: base.path.toLowerCase() }, "the path is in small letters");
}

function line(
  base: SigV2Parts,
  name: "contentMd5" | "contentType" | "date" | "method",
  value: string,
  why: string,
): SigV2Variation {
  const part = { contentMd5: "Content-MD5", contentType: "Content-Type", date: "Date", method: "method" }[
    name
  ];
  const [from, to] = [base[name], value];
  return {
    parts: { ...base, [name]: value },
    changes: [{ part: `${part} line`, from, to }],
    detail: `The ${part} line was signed as "${to}"; S3 reads "${from}"${why === "" ? "" : `: ${why}`}.`,
  };
}

function* contentTypeLines(base: SigV2Parts): Generator<SigV2Variation> {
  const sent = base.contentType;
  yield line(base, "contentType", "", "the header is sent and not signed");
  for (const type of contentTypes(sent)) {
    if (type !== "")
      yield line(base, "contentType", type, "an HTTP library may set or change it after signing");
  }
  yield line(base, "contentType", sent.toLowerCase(), "");
}

function* dates(context: RuleContext, claim: SigV2Claim, base: SigV2Parts): Generator<SigV2Variation> {
  const { headers } = context.request;
  const [date, amz] = [headerValue(headers, "date"), headerValue(headers, "x-amz-date")];
  if (claim.form === "sigv2-header" && amz !== undefined) {
    yield line(base, "date", amz, "beside x-amz-date the Date line must be empty");
    if (date !== undefined) yield line(base, "date", date, "beside x-amz-date the Date line must be empty");
    const amzHeaders = base.amzHeaders.filter(({ name }) => name !== "x-amz-date");
    const dateOnly: SigV2Parts = { ...base, amzHeaders, date: amz };
    yield {
      parts: dateOnly,
      changes: [{ part: "Date line", from: "", to: amz }],
      detail: "x-amz-date was signed in the Date line and not among the x-amz- headers.",
    };
  }
  yield line(base, "date", "", "the date is not signed");
  if (date !== undefined && date !== base.date) yield line(base, "date", date, "");
}

function amz(base: SigV2Parts, amzHeaders: SigV2Parts["amzHeaders"], fault: string): SigV2Variation {
  const shown = (list: SigV2Parts["amzHeaders"]): string =>
    list.map(({ name, value }) => `${name}:${shownHeaderValue(name.toLowerCase(), value)}`).join("; ");
  return {
    parts: { ...base, amzHeaders },
    changes: [{ part: "x-amz- headers", from: shown(base.amzHeaders), to: shown(amzHeaders) }],
    detail: `The x-amz- headers were signed in another way: ${fault}.`,
  };
}

function* amzHeaderLines({ request }: RuleContext, base: SigV2Parts): Generator<SigV2Variation> {
  if (base.amzHeaders.length === 0) return;
  yield amz(base, [], "none of them is in the string to sign");
  const asSent = request.headers
    .filter(([name]) => name.toLowerCase().startsWith("x-amz-"))
    .map(([name, value]) => ({ name, value: value.trim() }));
  const lower = asSent.map(({ name, value }) => ({ name: name.toLowerCase(), value }));
  yield amz(base, lower, "they are not sorted");
  yield amz(base, asSent, "their names keep their capitals and their order");
  yield amz(
    base,
    [...asSent].sort((a, b) => byCodeUnit(a.name, b.name)),
    "their names keep their capitals",
  );
  yield amz(
    base,
    base.amzHeaders.map(({ name, value }) => ({ name, value: ` ${value}` })),
    "there is a blank behind the colon",
  );
  yield amz(
    base,
    base.amzHeaders.map(({ name, value }) => ({ name, value: value.replaceAll(",", ", ") })),
    "repeated headers are joined with a blank behind the comma",
  );
  yield amz(
    base,
    base.amzHeaders.map(({ name, value }) => ({ name, value: value.replace(/\s+/g, " ") })),
    "blanks inside a value are squeezed",
  );
  for (const { name } of base.amzHeaders) {
    const kept = base.amzHeaders.filter((one) => one.name !== name);
    yield amz(base, kept, `${name} is not in the string to sign`);
  }
}

function* others(base: SigV2Parts): Generator<SigV2Variation> {
  if (base.contentMd5 !== "") yield line(base, "contentMd5", "", "the header is sent and not signed");
  for (const method of ["GET", "PUT", "POST", "HEAD", "DELETE", base.method.toLowerCase()]) {
    if (method !== base.method) yield line(base, "method", method, "");
  }
}
