// Listing a bucket: ListObjects, ListObjectsV2 and ListObjectVersions with prefix, delimiter and pages.
import { percentEncodePath } from "../sigv4/percent-encoding.ts";
import type { Answer } from "./answer.ts";
import { xmlAnswer } from "./answer.ts";
import type { S3Context } from "./s3-context.ts";
import { failure, owner, s3Namespace } from "./s3-context.ts";
import type { Bucket, StoredObject } from "./s3-store.ts";
import type { ServiceRequest } from "./service-request.ts";
import { queryText, utf8Bytes, utf8Text } from "./service-request.ts";
import type { XmlNode } from "./xml.ts";
import { xmlText } from "./xml.ts";

interface Page {
  readonly contents: readonly (readonly [key: string, object: StoredObject])[];
  readonly commonPrefixes: readonly string[];
  /** The last key or common prefix of the page when more follow; null at the end. */
  readonly next: string | null;
}

interface Question {
  readonly prefix: string;
  readonly delimiter: string;
  /** Keys up to and including this one, and common prefixes up to it, are left out. */
  readonly after: string;
  readonly limit: number;
}

/** Writes one name, prefix or marker. */
type Shown = (text: string) => string;

/** GET of a bucket: the version of the answer follows the query. */
export function listObjects(context: S3Context, bucket: Bucket): Answer {
  const { request } = context;
  const version =
    queryText(request, "versions") !== null
      ? "versions"
      : queryText(request, "list-type") === "2"
        ? "2"
        : "1";
  const asked = question(context, version);
  if (asked === null)
    return failure(context, 400, [
      "InvalidArgument",
      "Argument maxKeys must be an integer between 0 and 2147483647",
    ]);
  const page = pageOf(bucket, asked);
  const shown = shownText(context);
  const prefixes = page.commonPrefixes.map(
    (prefix): XmlNode => ["CommonPrefixes", [["Prefix", shown(prefix)]]],
  );
  const common: XmlNode[] = [
    ["Name", bucket.name],
    ["Prefix", shown(asked.prefix)],
    ...optional("Delimiter", asked.delimiter === "" ? null : shown(asked.delimiter)),
    ["MaxKeys", asked.limit],
    ...(queryText(request, "encoding-type") === "url" ? [["EncodingType", "url"] satisfies XmlNode] : []),
    ["IsTruncated", page.next !== null],
  ];
  if (version === "versions") return versionsAnswer(common, page, prefixes, shown);
  const contents = page.contents.map(([key, object]) => contentNode(shown(key), object, version === "1"));
  const cursor =
    version === "2" ? tokenCursor(request, page, shown) : markerCursor(request, page, asked, shown);
  return xmlAnswer(
    200,
    xmlText(["ListBucketResult", [...common, ...cursor, ...contents, ...prefixes]], s3Namespace),
  );
}

/** Where a page of the second version starts and how it goes on. */
function tokenCursor(request: ServiceRequest, page: Page, shown: Shown): readonly XmlNode[] {
  const given = (name: string): string | null => {
    const text = queryText(request, name);
    return text === null ? null : shown(text);
  };
  const next = page.next === null ? null : Buffer.from(page.next, "latin1").toString("base64url");
  return [
    ["KeyCount", page.contents.length + page.commonPrefixes.length],
    ...optional("NextContinuationToken", next),
    ...optional("StartAfter", given("start-after")),
    ...optional("ContinuationToken", given("continuation-token")),
  ];
}

/** The same in the first version, which names the next marker only where there is a delimiter. */
function markerCursor(
  request: ServiceRequest,
  page: Page,
  asked: Question,
  shown: Shown,
): readonly XmlNode[] {
  const next = asked.delimiter === "" || page.next === null ? null : shown(page.next);
  return [["Marker", shown(utf8Bytes(queryText(request, "marker") ?? ""))], ...optional("NextMarker", next)];
}

function optional(name: string, value: string | null): readonly XmlNode[] {
  return value === null ? [] : [[name, value]];
}

function question(context: S3Context, version: string): Question | null {
  const text = (name: string): string => utf8Bytes(queryText(context.request, name) ?? "");
  const limitText = queryText(context.request, "max-keys") ?? "1000";
  if (!/^\d{1,10}$/.test(limitText)) return null;
  const token = queryText(context.request, "continuation-token");
  const starts: Readonly<Record<string, string>> = {
    "1": text("marker"),
    "2": token === null ? text("start-after") : Buffer.from(token, "base64url").toString("latin1"),
    versions: text("key-marker"),
  };
  return {
    prefix: text("prefix"),
    delimiter: text("delimiter"),
    after: starts[version] ?? "",
    limit: Math.min(1000, Number(limitText)),
  };
}

function pageOf(bucket: Bucket, asked: Question): Page {
  const contents: [string, StoredObject][] = [];
  const prefixes = new Set<string>();
  let last: string | null = null;
  for (const key of [...bucket.objects.keys()].sort()) {
    const object = bucket.objects.get(key);
    const entry = entryOf(key, asked);
    if (object === undefined || entry === null || prefixes.has(entry)) continue;
    if (contents.length + prefixes.size >= asked.limit)
      return { contents, commonPrefixes: [...prefixes], next: asked.limit === 0 ? null : last };
    if (entry === key) contents.push([key, object]);
    else prefixes.add(entry);
    last = entry;
  }
  return { contents, commonPrefixes: [...prefixes], next: null };
}

/** The key itself, the common prefix that stands for it, or null when it does not belong on the page. */
function entryOf(key: string, { prefix, delimiter, after }: Question): string | null {
  if (!key.startsWith(prefix)) return null;
  const mark = delimiter === "" ? -1 : key.indexOf(delimiter, prefix.length);
  const entry = mark < 0 ? key : key.slice(0, mark + delimiter.length);
  // A page that ended with a common prefix goes on behind everything the prefix stands for.
  return entry <= after ? null : entry;
}

function contentNode(key: string, object: StoredObject, withOwner: boolean): XmlNode {
  return [
    "Contents",
    [
      ["Key", key],
      ["LastModified", new Date(object.modifiedEpochMs).toISOString()],
      ["ETag", object.etag],
      ["Size", object.content.length],
      withOwner
        ? [
            "Owner",
            [
              ["ID", owner.id],
              ["DisplayName", owner.name],
            ],
          ]
        : null,
      ["StorageClass", "STANDARD"],
    ],
  ];
}

function versionsAnswer(
  common: readonly XmlNode[],
  page: Page,
  prefixes: readonly XmlNode[],
  shown: Shown,
): Answer {
  const versions = page.contents.map(([key, object]): XmlNode => {
    const [, members] = contentNode(shown(key), object, true);
    return [
      "Version",
      [["VersionId", "null"], ["IsLatest", true], ...(typeof members === "object" ? members : [])],
    ];
  });
  const next: XmlNode[] = page.next === null ? [] : [["NextKeyMarker", shown(page.next)]];
  return xmlAnswer(
    200,
    xmlText(["ListVersionsResult", [...common, ...next, ...versions, ...prefixes]], s3Namespace),
  );
}

/** How names are written: as they are, or percent-encoded where the client asks for it. */
function shownText(context: S3Context): Shown {
  return queryText(context.request, "encoding-type") === "url" ? percentEncodePath : utf8Text;
}
