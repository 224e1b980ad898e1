// What the payload line of somebody's text tells beside its headers and its method.
import { emptySha256Hex } from "../http/digest.ts";
import type { Observation, TextsContext } from "./rule.ts";
import { s3Server } from "./text-signs.ts";
import type { TextsView } from "./texts-view.ts";
import { shownFact, suspicion, textsView } from "./texts-view.ts";

function statedHash({ headers }: TextsView): string | null {
  return headers.find(({ name }) => name.toLowerCase() === "x-amz-content-sha256")?.value ?? null;
}

function differing(view: TextsView): { readonly stated: string; readonly read: string } | null {
  const [stated, read] = [statedHash(view), view.payloadHash];
  return stated === null || read === null || stated === read || view.side === "client"
    ? null
    : { stated, read };
}

/** The header holds the hash of nothing, and the server hashed something; or a body is sent and nothing was hashed. */
export function hashOfNothing(context: TextsContext): Observation[] {
  const view = textsView(context);
  const found = differing(view);
  if (found?.stated === emptySha256Hex)
    return [shownFact("x-amz-content-sha256 is the hash of an empty body, and the server read a body.")];
  const posts = /^(?:POST|PUT|PATCH)$/.test(view.method ?? "");
  const typed = view.headers.some(({ name, value }) => name === "content-type" && value !== "");
  if (!posts || !typed || view.payloadHash !== emptySha256Hex) return [];
  return [suspicion(`${view.method} with a Content-Type is signed with the hash of an empty body.`, 0.6)];
}

/** The header holds the hash of another body than the server read. */
export function hashOfOther(context: TextsContext): Observation[] {
  const found = differing(textsView(context));
  if (!found || found.stated === emptySha256Hex || !/^[0-9a-f]{64}$/.test(found.stated)) return [];
  if (found.read === emptySha256Hex)
    return [shownFact("x-amz-content-sha256 is the hash of a body, and the server read none.")];
  return [shownFact("x-amz-content-sha256 and the hash of the body that the server read differ.")];
}

/** The header holds neither a hash nor a token. */
export function hashUnreadable(context: TextsContext): Observation[] {
  const stated = statedHash(textsView(context));
  if (
    stated === null ||
    stated === "" ||
    /^[0-9a-f]{64}$|^(?:UNSIGNED|STREAMING)-|\xe2\x80\xa6|\.\.\./.test(stated)
  )
    return [];
  return [suspicion("x-amz-content-sha256 is neither a hash in lower-case hex nor a token.", 0.8)];
}

/** Services that want the header, signed. */
export function hashMissing(context: TextsContext): Observation[] {
  const view = textsView(context);
  const wanted = (view.isS3 && s3Server(view)) || view.service === "aoss" || view.service === "glacier";
  if (!wanted || view.presigned || view.signedHeaders === null || statedHash(view) !== null) return [];
  if (view.signedHeaders.includes("x-amz-content-sha256") || view.payloadHash === "UNSIGNED-PAYLOAD")
    return [];
  return [suspicion("x-amz-content-sha256 is not among the signed headers, and the service wants it.", 0.7)];
}

/** A presigned URL for S3 that hashes a body. */
export function presignHashes(context: TextsContext): Observation[] {
  const view = textsView(context);
  if (!view.presigned || !view.isS3 || view.payloadHash !== emptySha256Hex) return [];
  return [
    suspicion("The presigned URL is signed with the hash of an empty body; S3 takes UNSIGNED-PAYLOAD.", 0.8),
  ];
}

/** A URL signed for an upload that was opened otherwise. */
export function openedOtherwise(context: TextsContext): Observation[] {
  const view = textsView(context);
  if (!view.presigned || view.side === "client" || !/^(?:GET|HEAD|OPTIONS)$/.test(view.method ?? ""))
    return [];
  const uploads =
    /(?:^|&)(?:x-amz-acl|x-amz-storage-class|x-amz-server-side-encryption|x-amz-tagging|Content-Type|partNumber)=/i;
  const listed = view.signedHeaders?.find((name) =>
    /^(?:content-type|content-md5|content-length|x-amz-acl|x-amz-meta-|x-amz-tagging|x-amz-server-side-encryption$|x-amz-storage-class|x-amz-checksum|x-amz-sdk-checksum)/.test(
      name,
    ),
  );
  const found = listed ?? uploads.exec(view.query ?? "")?.[0].replace(/[&=]/g, "");
  if (found === undefined) return [];
  const detail = `The URL signs ${found}, which belongs to an upload, and it was opened with ${view.method}.`;
  return [suspicion(detail, 0.75, { method: view.method })];
}
