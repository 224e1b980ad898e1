// Listing a bucket: ListObjects, ListObjectsV2 and ListObjectVersions with prefix, delimiter and pages.
import { percentEncodePath } from "../sigv4/percent-encoding.ts";
import type { Answer } from "./answer.ts";
import { xmlAnswer } from "./answer.ts";
import type { S3Context } from "./s3-context.ts";
import { owner, s3Namespace } from "./s3-context.ts";
import type { Bucket, StoredObject } from "./s3-store.ts";
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
  if (asked === null) {
    const error: XmlNode = [
      "Error",
      [
        ["Code", "InvalidArgument"],
        ["Message", "Argument maxKeys must be an integer between 0 and 2147483647"],
        ["RequestId", context.ids.requestId],
        ["HostId", context.ids.hostId],
      ],
    ];
    return xmlAnswer(400, xmlText(error));
  }
  const page = pageOf(bucket, asked);
  const shown = shownText(context);
  const prefixes = page.commonPrefixes.map(
    (prefix): XmlNode => ["CommonPrefixes", [["Prefix", shown(prefix)]]],
  );
  const optional = (name: string, value: string | null): XmlNode[] =>
    value === null ? [] : [[name, shown(value)]];
  const common: XmlNode[] = [
    ["Name", bucket.name],
    ["Prefix", shown(asked.prefix)],
    ...optional("Delimiter", asked.delimiter === "" ? null : asked.delimiter),
    ["MaxKeys", asked.limit],
    ...(queryText(request, "encoding-type") === "url" ? [["EncodingType", "url"] satisfies XmlNode] : []),
    ["IsTruncated", page.next !== null],
  ];
  if (version === "versions") return versionsAnswer(common, page, prefixes, shown);
  const contents = page.contents.map(([key, object]) => contentNode(shown(key), object, version === "1"));
  const cursor: XmlNode[] =
    version === "2"
      ? [
          ["KeyCount", page.contents.length + page.commonPrefixes.length],
          ...(page.next === null
            ? []
            : [
                [
                  "NextContinuationToken",
                  Buffer.from(page.next, "latin1").toString("base64url"),
                ] satisfies XmlNode,
              ]),
          ...optional("StartAfter", queryText(request, "start-after")),
          ...optional("ContinuationToken", queryText(request, "continuation-token")),
        ]
      : [
          ["Marker", shown(utf8Bytes(queryText(request, "marker") ?? ""))],
          ...optional("NextMarker", asked.delimiter === "" ? null : page.next),
        ];
  return xmlAnswer(
    200,
    xmlText(["ListBucketResult", [...common, ...cursor, ...contents, ...prefixes]], s3Namespace),
  );
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
  shown: (text: string) => string,
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
function shownText(context: S3Context): (text: string) => string {
  return queryText(context.request, "encoding-type") === "url" ? percentEncodePath : utf8Text;
}
