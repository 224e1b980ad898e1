// What a HAR does not hold of a request, though a signature may depend on it: told as notes, so that nobody takes the file for the wire.
import type { RawHeader } from "../http/raw-headers.ts";
import { headerValue } from "../http/raw-headers.ts";

/** What is known of an entry before it becomes a request. */
export interface HarEntryFacts {
  /** `request.httpVersion` as the file has it. */
  readonly httpVersion: string;
  /** All fields of `request.headers`, pseudo-header fields among them. */
  readonly headers: readonly RawHeader[];
  readonly url: string;
}

const writers: readonly (readonly [name: RegExp, note: string])[] = [
  [
    /^WebInspector$/i,
    "Chrome writes the URL as it normalised it (dot segments, characters) and its export leaves out Authorization and cookies unless sensitive data was asked for",
  ],
  [
    /^Firefox$/i,
    "Firefox writes the URL as it normalised it (dot segments, characters), not the path as it was sent",
  ],
  [
    /mitmproxy/i,
    "mitmproxy writes header names and the URL as it read them; a field sent twice may be joined",
  ],
  [/Charles/i, "Charles writes the URL as it decoded it, not the path as it was sent"],
];

/** What the program that wrote the file does to requests; null where nothing is known of it. */
export function writerLoss(creator: string): string | null {
  return writers.find(([name]) => name.test(creator))?.[1] ?? null;
}

/** What this entry has lost, one sentence each. */
export function entryLosses({ httpVersion, headers, url }: HarEntryFacts): string[] {
  const overHttp2 =
    /^(?:HTTP\/)?(?:2|3|h2|h3)/i.test(httpVersion) || headers.some(([name]) => name.startsWith(":"));
  const losses: string[] = [];
  if (overHttp2)
    losses.push(
      "the request went over HTTP/2 or HTTP/3: its names are lower case, and Host is made of :authority",
    );
  else if (headers.length > 0 && headerValue(headers, "host") === undefined)
    losses.push("the HAR file holds no Host header: it is made of the URL");
  if (/[^\x21-\x7e]/.test(url))
    losses.push("the URL holds characters that were encoded in some way when it was sent");
  const absent = absentSigned(headers);
  if (absent.length > 0)
    losses.push(
      `the HAR file holds no ${absent.join(", ")}, which SignedHeaders names: it may have been left out when the file was written`,
    );
  return losses;
}

function absentSigned(headers: readonly RawHeader[]): string[] {
  const authorization = headerValue(headers, "authorization") ?? "";
  const names = /SignedHeaders=([a-z0-9;._-]{1,2000})/.exec(authorization)?.[1]?.split(";") ?? [];
  return names
    .filter((name) => name !== "" && name !== "host" && headerValue(headers, name) === undefined)
    .slice(0, 10);
}
