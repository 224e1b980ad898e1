// The inspector's server: loopback alone, every question looked at in one place before any route sees it.
import { randomBytes } from "node:crypto";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { CountersignError } from "../http/countersign-error.ts";
import { refusedAccess, strangeness, valuesOf } from "./access.ts";
import { answerBytes, answerJson, answerRefusal } from "./answers.ts";
import type { LiveNews } from "./inspector-api.ts";
import { openLiveEvents } from "./live-events.ts";
import type { PageFile } from "./page-files.ts";
import { pageFiles } from "./page-files.ts";
import type { RouteParts } from "./routes.ts";
import { routes } from "./routes.ts";

/** What the inspector is opened with. */
export interface InspectorOptions extends Omit<RouteParts, "live"> {
  /** Told how many pages listen, whenever that changes. */
  readonly watched?: (pages: number) => void;
  /** 0 takes a free one. */
  readonly port: number;
  /** The page's files; tests give their own. */
  readonly files?: ReadonlyMap<string, PageFile>;
}

/** An open inspector. */
export interface Inspector {
  readonly port: number;
  /** The address to open, the token in its fragment: browsers send no fragment anywhere. */
  readonly url: string;
  readonly token: string;
  close(): Promise<void>;
}

const host = "127.0.0.1";

/** Opens the inspector. Throws ERR_PORT_IN_USE and ERR_PORT_REFUSED. */
export async function openInspector(options: InspectorOptions): Promise<Inspector> {
  const token = randomBytes(24).toString("base64url");
  const { index } = options;
  const now = (): LiveNews => ({
    newest: index.newest(),
    requests: index.rows().length,
    changes: index.changes(),
    notes: index.notes(),
  });
  let told = "";
  const live = openLiveEvents({
    look: () => {
      index.advance(100);
      const news = now();
      const words = JSON.stringify([news.changes, news.notes]);
      if (words === told) return null;
      told = words;
      return news;
    },
    now,
    ...(options.watched ? { changed: options.watched } : {}),
    everyMs: 250,
    heartbeatMs: 15_000,
  });
  const parts: RouteParts = { ...options, live };
  const files = options.files ?? pageFiles();
  const server = createServer({ requestTimeout: 30_000, headersTimeout: 10_000, maxHeaderSize: 16_384 });
  server.maxConnections = 128;
  const port = await listening(server, options.port);
  server.on("request", (request, response) =>
    answer({ request, response, rule: { port, token }, files }, parts),
  );
  return {
    ...{ port, token, url: `http://${host}:${port}/#${token}` },
    close: () =>
      new Promise((resolve) => {
        live.close();
        server.close(() => resolve());
        server.closeAllConnections();
        index.close();
      }),
  };
}

function listening(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => {
      const taken = cause.code === "EADDRINUSE";
      const why = taken ? "is taken" : `cannot be listened on (${cause.code ?? "unknown reason"})`;
      reject(
        new CountersignError(
          taken ? "ERR_PORT_IN_USE" : "ERR_PORT_REFUSED",
          `port ${port} of the inspector ${why}`,
          {
            hint: "take another with --inspector-port, 0 for a free one, or off for no inspector",
            cause,
          },
        ),
      );
    });
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
}

interface Call {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly rule: { readonly port: number; readonly token: string };
  readonly files: ReadonlyMap<string, PageFile>;
}

function answer(call: Call, parts: RouteParts): void {
  const { request, response, rule, files } = call;
  const strange = strangeness(request, rule);
  if (strange !== null) {
    answerRefusal(response, strange);
    return;
  }
  const [path = "", query = ""] = splitOnce(request.url ?? "", "?");
  const file = files.get(path);
  if (file && (request.method === "GET" || request.method === "HEAD")) {
    answerBytes(response, 200, file);
    return;
  }
  // Whoever may not ask learns nothing, not even which paths there are.
  const refused = refusedAccess(request, rule);
  if (refused === null) void routed(call, { path, query }, parts);
  else answerRefusal(response, refused);
}

async function routed(
  { request, response }: Call,
  { path, query }: { readonly path: string; readonly query: string },
  parts: RouteParts,
): Promise<void> {
  const [, before = path, variable = "", after = ""] = /^(\/api\/requests\/)(\d{1,9})(.*)$/.exec(path) ?? [];
  const name = variable === "" ? path : `${before}*${after}`;
  const route = routes.get(`${request.method} ${name}`);
  if (!route) {
    const others = ["GET", "POST"].filter((method) => routes.has(`${method} ${name}`));
    answerRefusal(response, others.length > 0 ? 405 : 404);
    return;
  }
  if (request.method === "POST" && !/^application\/json\b/.test(valuesOf(request, "content-type")[0] ?? "")) {
    answerRefusal(response, 415);
    return;
  }
  try {
    await route({ query: new URLSearchParams(query), variable, request, response }, parts);
  } catch {
    // A record of strangers that nobody thought of must not end the inspector.
    if (response.headersSent) response.destroy();
    else answerJson(response, 500, { message: "this cannot be shown: a bug in countersign" });
  }
}

function splitOnce(text: string, mark: string): [string, string] {
  const at = text.indexOf(mark);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}
