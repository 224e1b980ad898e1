// Fields that carry secrets, by name: as header lines and as query parameters inside any text.
import { redactedMark } from "./authorization-redaction.ts";

/** Headers whose value is a secret; presigned requests carry some of them as query parameters. Lower case, for a RegExp. */
export const secretNames: string =
  "x-amz-security-token|x-amz-s3session-token|x-amz-sso_bearer_token|x-api-key|x-amz-mfa|cookie|set-cookie|" +
  "proxy-authorization|x-amz-server-side-encryption-customer-key(?:-md5)?|" +
  "x-amz-copy-source-server-side-encryption-customer-key(?:-md5)?";

/** Query parameters beyond those whose value is a secret. Lower case, for a RegExp. */
export const secretParameters: string =
  "securitytoken|webidentitytoken|samlassertion|password|newpassword|oldpassword|secretaccesskey|sessiontoken";

const headerLine = new RegExp(`^([ \\t]*(?:${secretNames})[ \\t]*:)[ \\t]*(?=[^\\s])[^\\n\\r]*`, "gim");
const queryPart = new RegExp(`([?&;\\s"']|^)((?:${secretNames}|${secretParameters})=)[^&\\s"'<>]+`, "gim");
const signaturePart = /((?:^|[?&;\s,])(?:X-Amz-)?Signature=)([0-9A-Za-z%+/=]{13,})/gi;

/** A text whose secret fields are redacted; with `signature` also every `Signature=` is shown through it. */
export function withoutSecretFields(text: string, signature: ((text: string) => string) | null): string {
  const lines = text.includes(":") ? text.replace(headerLine, `$1${redactedMark}`) : text;
  if (!lines.includes("=")) return lines;
  const parts = lines.replace(queryPart, `$1$2${redactedMark}`);
  if (!signature) return parts;
  return parts.replace(signaturePart, (_, name: string, value: string) => name + signature(value));
}
