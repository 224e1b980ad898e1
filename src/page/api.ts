// How the page asks its server: the token goes in a header, and live news come as a stream that is read with it.
import type { LiveNews } from "../inspector/inspector-api.ts";

const kept = "countersign-token";

/** Takes the token out of the address, where it would stay in the history, and keeps it for this tab; whether there was one. */
export function takeToken(): boolean {
  const fragment = location.hash.slice(1);
  if (!/^[\w-]{32}$/.test(fragment)) return false;
  sessionStorage.setItem(kept, fragment);
  history.replaceState(null, "", "#/");
  return true;
}

/** Why an answer is not what was asked for. */
export class AskError extends Error {
  readonly status: number;
  /** The body as JSON; null for none. */
  readonly body: unknown;

  constructor(status: number, body: unknown) {
    super(wordsOf(status, body));
    this.name = "AskError";
    this.status = status;
    this.body = body;
  }
}

function wordsOf(status: number, body: unknown): string {
  const message = typeof body === "object" && body !== null && "message" in body ? body.message : null;
  if (typeof message === "string") return message;
  return status === 0 ? "countersign does not answer: has it ended?" : `countersign answered ${status}`;
}

/** Asks for a path. Rejects with an AskError. */
export async function ask(path: string, more: RequestInit = {}): Promise<Response> {
  const headers = { "X-Countersign-Token": sessionStorage.getItem(kept) ?? "", ...more.headers };
  const response = await fetch(path, { ...more, headers, cache: "no-store" }).catch((error: unknown) => {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new AskError(0, null);
  });
  if (!response.ok) throw new AskError(response.status, await response.json().catch(() => null));
  return response;
}

/** Asks for JSON. */
export async function askJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  return (await ask(path, signal ? { signal } : {})).json() as Promise<T>;
}

/** Sends JSON and takes JSON. */
export async function sendJson<T>(path: string, value: unknown): Promise<T> {
  const headers = { "Content-Type": "application/json" };
  return (await ask(path, { method: "POST", headers, body: JSON.stringify(value) })).json() as Promise<T>;
}

const retryMs = 1500;

/** Listens for news until told to stop; a connection that ends is made again. `connected` is told how it stands. */
export function listen(news: (news: LiveNews) => void, connected: (is: boolean) => void): () => void {
  const stop = new AbortController();
  const run = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      try {
        const response = await ask("/api/events", { signal: stop.signal });
        connected(true);
        await readEvents(response, news);
      } catch {
        // Said by `connected`; tried again below.
      }
      if (stop.signal.aborted) return;
      connected(false);
      await new Promise((resolve) => setTimeout(resolve, retryMs));
    }
  };
  void run();
  return () => stop.abort();
}

async function readEvents(response: Response, news: (news: LiveNews) => void): Promise<void> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let held = "";
  for (;;) {
    const { done, value = "" } = (await reader?.read()) ?? { done: true };
    if (done) return;
    const events = (held + value).split("\n\n");
    held = events.pop() ?? "";
    for (const event of events) if (event.startsWith("data: ")) news(JSON.parse(event.slice(6)) as LiveNews);
  }
}
