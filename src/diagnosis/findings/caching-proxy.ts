// A cache on the way answers with what it was told about another request.
import { headerValue } from "../../http/raw-headers.ts";
import { parseAmzDate, parseHttpOrIsoDate } from "../../sigv4/amz-date.ts";
import { exampleResponse, signedExample } from "../example.ts";
import { refusalId } from "../exchange-marks.ts";
import type { RelatedExchange } from "../related-exchange.ts";
import { speaksOfAnother } from "../replayed-answer.ts";
import type { FindingRule, Observation, RuleContext } from "../rule.ts";
import type { ServerAnswer } from "../server-answer.ts";

export const cachingProxy: FindingRule = {
  id: "caching-proxy",
  stage: "headers",
  blame: "intermediary",
  severity: "error",
  threads: 2,
  title: "The answer is that to another request: a cache on the way repeats it",
  why: "A caching proxy or CDN keeps a refusal, or a file, and gives it to later requests. The answer then speaks of an older date or of another signature than this request has.",
  fix: "Take AWS's hosts out of the cache (proxy_no_cache and proxy_cache_bypass for requests with Authorization, error caching of CloudFront to 0 s), and let no proxy cache answers of 400 and above.",
  wrongFix: "Do not change keys or clock: the answer is not about this request.",
  spec: "observed: public threads aws/aws-sdk-js#404, aws/aws-sdk-go-v2#2722",
  example: () =>
    signedExample({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
      response: exampleResponse(
        403,
        [
          ["Date", "Fri, 02 Jan 2026 02:04:00 GMT"],
          ["Age", "3606"],
          ["X-Cache", "HIT from proxy.example.com"],
        ],
        "<Error><Code>SignatureDoesNotMatch</Code><Message>The request signature we calculated does not match the signature you provided. Check your key and signing method.</Message><SignatureProvided>5ed6ba44de3d6f8ea7e2d5cd4d56dd6e1f4ee1a7cbdd04e2fdb9ed1a5a2e5a67</SignatureProvided></Error>",
      ),
    }),
  inspect: (context) => fromCache(context),
  readAnswer: (context) => repeated(context),
};

/** What shows that an answer was not made for this request. */
interface Witness {
  readonly words: string;
  /** Whether it needs no mark of a cache beside it. */
  readonly certain: boolean;
}

function repeated(context: RuleContext & { readonly answer: ServerAnswer }): Observation[] {
  const mark = cacheMark(context);
  const witnesses = [another(context), sameRefusal(context), older(context)];
  const seen = witnesses.filter((witness) => witness !== null);
  const found = seen.find(({ certain }) => certain) ?? (mark === null ? undefined : seen[0]);
  if (!found) return mark === null || context.verdict !== "valid" ? [] : [markAlone(context, mark)];
  const beside = mark === null ? "" : ` The answer carries ${mark}.`;
  return [{ detail: `${found.words}${beside}`, evidence: { cacheMark: mark, code: context.answer.code } }];
}

function markAlone(context: RuleContext & { readonly answer: ServerAnswer }, mark: string): Observation {
  return {
    detail: `The signature is right, and the refusal comes out of a cache: it carries ${mark}.`,
    evidence: { cacheMark: mark, code: context.answer.code },
    ...(mark.startsWith("Age") ? {} : { settledBy: "the same request sent past the cache." }),
  };
}

/** A part of a file was asked for, and a cache gave the whole. */
function fromCache(context: RuleContext): Observation[] {
  const { response, request } = context;
  if (response?.status !== 200) return [];
  const range = headerValue(request.headers, "range");
  const mark = range === undefined ? null : cacheMark(context);
  if (mark === null || request.method !== "GET") return [];
  const detail = `Range ${range?.slice(0, 100)} was asked for, and the whole came out of a cache: the answer carries ${mark}.`;
  return [{ detail, evidence: { cacheMark: mark, range: range ?? null }, severity: "warning" }];
}

/** What marks an answer as a cache's, as `Name: value`; null without a mark. */
function cacheMark({ response }: RuleContext): string | null {
  if (!response) return null;
  const age = headerValue(response.headers, "age")?.trim();
  if (age !== undefined && /^[1-9]\d*$/.test(age)) return `Age: ${age}`;
  for (const name of ["x-cache", "x-cache-status", "cf-cache-status", "x-proxy-cache", "x-cache-lookup"]) {
    const value = headerValue(response.headers, name)?.trim() ?? "";
    if (/^(?:tcp_(?:mem_)?)?(?:hit|stale)\b/i.test(value)) return `${name}: ${value.slice(0, 60)}`;
  }
  return null;
}

function another(context: RuleContext & { readonly answer: ServerAnswer }): Witness | null {
  const words = speaksOfAnother(context);
  return words === null ? null : { words, certain: false };
}

/** Two answers with one request id are one answer, given twice. */
function sameRefusal(context: RuleContext): Witness | null {
  const id = refusalId(context.response);
  const twin = (other: RelatedExchange): boolean =>
    other.distance < 0 && id !== null && refusalId(other.response) === id;
  if (context.related.length === 0 || !context.related.some(twin)) return null;
  return { words: `An earlier request got this very answer, with the request id ${id}.`, certain: true };
}

/** The answer was made before the request was signed, by more than clocks differ. */
function older({ response, envelope }: RuleContext): Witness | null {
  const made = parseHttpOrIsoDate(headerValue(response?.headers ?? [], "date") ?? "");
  const signed = parseAmzDate(envelope?.amzDate ?? "");
  if (made === null || signed === null || signed - made < 5000) return null;
  const seconds = Math.round((signed - made) / 1000);
  return { words: `The answer was made ${seconds} seconds before the request was signed.`, certain: false };
}
