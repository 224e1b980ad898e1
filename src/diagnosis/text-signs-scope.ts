// What the date and scope lines of somebody's string to sign tell beside the headers of the same text.
import type { Observation, TextsContext } from "./rule.ts";
import { shownFact, suspicion, textsView } from "./texts-view.ts";

/** The day of the scope is not that of the date line. */
export function scopeDayDiffers(context: TextsContext): Observation[] {
  const { scope, signedDate } = textsView(context);
  const day = scope?.[0];
  if (day === undefined || signedDate === null || !/^\d{8}$/.test(day) || signedDate.startsWith(day))
    return [];
  return [shownFact(`The scope is of ${day}, the string to sign of ${signedDate}.`, { day, signedDate })];
}

/** The date header and the date line are of two moments. */
export function dateReadTwice(context: TextsContext): Observation[] {
  const { headers, signedDate } = textsView(context);
  const header = headers.find(({ name }) => name.toLowerCase() === "x-amz-date")?.value ?? null;
  if (header === null || signedDate === null || header === signedDate || !/^\d{8}T\d{6}Z$/.test(header))
    return [];
  const detail = `x-amz-date is ${header}, and the string to sign has ${signedDate}.`;
  return [
    suspicion(detail, header.slice(0, 8) === signedDate.slice(0, 8) ? 0.8 : 0.6, { header, signedDate }),
  ];
}

/** The bucket stands in the host and in the path again, or a listing of the bucket is signed for the root of the endpoint. */
export function bucketTwice(context: TextsContext): Observation[] {
  const { host, path, isS3, side, query } = textsView(context);
  if (host === null || path === null || !isS3) return [];
  const bucket = /^(.+?)\.s3[.-]/.exec(host)?.[1];
  if (bucket !== undefined && (path === `/${bucket}` || path.startsWith(`/${bucket}/`)))
    return [suspicion(`The bucket ${bucket} stands in the host and at the front of the path.`, 0.8)];
  const rooted =
    side === "client" &&
    path === "/" &&
    bucket === undefined &&
    /(?:^|&)(?:delimiter|prefix|list-type|location)=/.test(query ?? "");
  return rooted
    ? [suspicion("A bucket is listed at the root of the endpoint: the path lacks the bucket.", 0.7)]
    : [];
}

/** Nothing in a whole text that is true to its own hash is out of the ordinary: then the key is what is left to doubt. */
export function nothingOdd({ texts, serverTexts }: TextsContext): Observation[] {
  if (texts !== serverTexts || texts.input === null || texts.consistent !== true) return [];
  const detail =
    "What the server read is whole and shows nothing that clients and servers use to differ over, so the key is the likeliest fault.";
  return [suspicion(detail, 0.05)];
}
