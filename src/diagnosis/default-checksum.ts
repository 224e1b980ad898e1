// The marks of the checksums that SDKs add by themselves since January 2025.
import { headerValue } from "../http/raw-headers.ts";
import type { RuleContext } from "./rule.ts";

/** What shows that an SDK added a checksum, for people; null without any. `trailer`: it comes behind the body. */
export interface DefaultChecksum {
  readonly trailer: boolean;
  readonly mark: string;
}

/** The checksum an SDK has added to this request; null where there is none. */
export function defaultChecksum({ request }: RuleContext): DefaultChecksum | null {
  const token = headerValue(request.headers, "x-amz-content-sha256")?.trim() ?? "";
  const announced = headerValue(request.headers, "x-amz-trailer") ?? "";
  if (token.endsWith("-TRAILER") && /x-amz-checksum-/i.test(announced))
    return { trailer: true, mark: `x-amz-content-sha256: ${token.slice(0, 60)}` };
  const own = request.headers.find(([name]) =>
    /^x-amz-(?:sdk-checksum-algorithm|checksum-crc32|checksum-crc32c|checksum-crc64nvme)$/i.test(name),
  );
  return own ? { trailer: false, mark: `${own[0]}: ${own[1].slice(0, 60)}` } : null;
}
