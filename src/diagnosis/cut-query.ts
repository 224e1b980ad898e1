// The traces of a presigned URL that was cut or mangled as text before it was sent.
import type { QueryParameter } from "../sigv4/canonical-query.ts";

/**
 * Whether a query is what a shell, a web page or a mail program leaves of a presigned one: a shell ends an unquoted URL at its
 * first `&`, a page that escapes twice turns `&` into `&amp;`.
 */
export function isCutQuery(query: readonly QueryParameter[]): boolean {
  if (query.some(({ name }) => name.startsWith("amp;X-Amz-"))) return true;
  return query.length === 1 && (query[0]?.name.startsWith("X-Amz-") ?? false);
}
