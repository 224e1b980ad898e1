// What the proxy tells its surroundings besides exchanges: things that happened where no request head exists.

/** One event: values only, never a secret, a header value or a body. */
export interface ProxyEvent {
  readonly level: "debug" | "info" | "warn" | "error";
  /** Stable name in kebab case. */
  readonly event: string;
  /** A sentence for people. */
  readonly message: string;
  /** `host:port` of the other side, where it is known. */
  readonly authority?: string;
  /** Node's error code, where there is one. */
  readonly code?: string;
}

/** Takes one event; must not throw. */
export type ProxyLog = (event: ProxyEvent) => void;

/** Node's code of an error, or its name: never its text, which may quote what a peer sent. */
export function errorCode(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  const code: unknown = (error as NodeJS.ErrnoException).code;
  return typeof code === "string" ? code : error.name;
}

/** Lets events through that differ in name, place or code; the same again is left out. Remembers a thousand of them. */
export function onceEach(log: ProxyLog): ProxyLog {
  const seen = new Set<string>();
  return (event) => {
    const key = `${event.event} ${event.authority ?? ""} ${event.code ?? ""}`;
    if (seen.has(key)) return;
    if (seen.size >= 1000) seen.clear();
    seen.add(key);
    log(event);
  };
}
