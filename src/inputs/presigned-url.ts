// A bare presigned URL: the request a browser makes of it.
import { presignedMethods } from "../diagnosis/nested-request.ts";
import type { InputReading } from "./input-exchange.ts";
import { captured, textBody, unreadable } from "./input-exchange.ts";
import { requestUrl } from "./request-url.ts";

/** Reads a URL (quotes and white space around it are a paste's own) as a GET request. */
export function presignedUrl(text: string): InputReading {
  const bare = text.trim().replace(/^["'<]+|["'>]+$/g, "");
  const url = requestUrl(bare);
  if (!url || !/^https?:\/\//i.test(bare)) return unreadable("the input is no URL");
  const request = {
    method: "GET",
    scheme: url.scheme,
    authority: url.authority,
    target: url.target,
    httpVersion: "1.1",
    headers: [["Host", url.authority]] as const,
    body: textBody(""),
    connection: null,
    receivedAtEpochMs: null,
  };
  const notes = [
    "the input is a URL alone: it is examined as a GET request, or as that which it is signed for",
  ];
  return [{ ...captured(request, null, notes), methods: presignedMethods }];
}
