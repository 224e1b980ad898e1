// The traces of a presigned URL that was cut or mangled as text before it was sent.
import type { QueryParameter } from "../sigv4/canonical-query.ts";

/** Whether a query is what a shell leaves of a presigned one: a shell ends an unquoted URL at its first `&`. */
export function isCutQuery(query: readonly QueryParameter[]): boolean {
  if (mangledSeparator(query) !== null) return false;
  return query.length === 1 && (query[0]?.name.startsWith("X-Amz-") ?? false);
}

/** What stands between the parameters of a presigned query in place of `&`, as a page or a JSON text writes it; null for `&`. */
export function mangledSeparator(query: readonly QueryParameter[]): string | null {
  for (const { name, value } of query) {
    const entity = /^(amp;|amp%3B|%26amp%3B|#38;)X-Amz-/i.exec(name)?.[1];
    if (entity !== undefined) return `&${entity}`;
    // A presigned URL inside a parameter is encoded, its = too.
    const inside = /(\\u0026|%5Cu0026|\/u0026|%26amp%3B|%26)X-Amz-[A-Za-z0-9-]+=/i.exec(value ?? "")?.[1];
    if (inside !== undefined) return inside;
  }
  return null;
}
