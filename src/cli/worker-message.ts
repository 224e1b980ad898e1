// What the primary process and its workers say to each other. It goes through a pipe between own processes: secrets cross it
// unwrapped, as they do to a thread, and nothing of it is written anywhere.
import type { Environment } from "../credentials/load-knowledge.ts";
import type { Examination } from "../diagnosis/examination.ts";
import type { Subject } from "../diagnosis/examine.ts";
import type { CapturedExchange } from "../http/captured-exchange.ts";
import type { ErrorCode } from "../http/countersign-error.ts";
import type { OwnAddress } from "../proxy/own-addresses.ts";
import type { ProxyEvent } from "../proxy/proxy-event.ts";
import type { PlainKnowledge } from "../search/plain-knowledge.ts";
import type { SearchedExamination } from "../search/search-message.ts";
import type { Settings } from "./settings.ts";

/** What a worker starts with. */
export interface WorkerStart {
  /** Without signing keys, which are part of the knowledge, and without reports. */
  readonly settings: Settings;
  readonly environment: Environment;
  readonly workingFolder: string;
  readonly knowledge: PlainKnowledge;
  readonly certificateFolder: string;
  /** The authority that all workers must have. */
  readonly fingerprintSha256: string;
  readonly port: number;
  readonly processes: number;
  readonly viaName: string;
  /** Whether somebody keeps requests that are under way. */
  readonly keepsUnderWay: boolean;
  /** Whether profiles may be resolved when an unknown key id turns up. */
  readonly resolves: boolean;
}

/** To a worker. */
export type WorkerOrder =
  | { readonly kind: "start"; readonly start: WorkerStart }
  /** Comes with the connection itself. `looped`: a worker has opened it. */
  | {
      readonly kind: "connection";
      readonly connection: number;
      readonly own: readonly OwnAddress[];
      readonly looped: boolean;
    }
  /** A connection turns out to be one that a worker has opened. */
  | { readonly kind: "looped"; readonly connection: number }
  /** So much of what was sent has been taken. */
  | { readonly kind: "taken"; readonly exchanges: number; readonly bytes: number }
  | { readonly kind: "learned"; readonly knowledge: PlainKnowledge }
  | { readonly kind: "searched"; readonly ask: number; readonly examination: SearchedExamination }
  | {
      readonly kind: "resolved";
      readonly ask: number;
      readonly learned: boolean;
      readonly pending: boolean;
    }
  | { readonly kind: "settle"; readonly ask: number; readonly deadlineMs: number }
  | { readonly kind: "close"; readonly deadlineMs: number };

/** One piece of news from a worker, in the order it happened. */
export type WorkerNews =
  | { readonly kind: "examined"; readonly examination: Examination; readonly exchange: CapturedExchange }
  | { readonly kind: "failed"; readonly error: string; readonly id: string | null }
  | { readonly kind: "event"; readonly event: ProxyEvent }
  /** The packed head of a request that stays long. */
  | { readonly kind: "under-way"; readonly head: string }
  /** Captures that were dropped, and the ids of those whose head was sent. */
  | { readonly kind: "dropped"; readonly captures: number; readonly forgotten: readonly string[] }
  | { readonly kind: "learned"; readonly knowledge: PlainKnowledge }
  | { readonly kind: "search"; readonly ask: number; readonly subject: Subject }
  | { readonly kind: "resolve"; readonly ask: number; readonly accessKeyId: string }
  | { readonly kind: "outgoing"; readonly end: string; readonly open: boolean }
  | { readonly kind: "gone"; readonly connection: number }
  | { readonly kind: "settled"; readonly ask: number };

/** From a worker. */
export type WorkerReply =
  /** It serves; it has served and told everything. */
  | { readonly kind: "ready" | "closed" }
  | {
      readonly kind: "refused";
      readonly code: ErrorCode;
      readonly message: string;
      readonly hint: string | null;
    }
  | {
      readonly kind: "news";
      readonly news: readonly WorkerNews[];
      /** Exchanges among the news, and bytes of their bodies: to be answered with `taken`. */
      readonly exchanges: number;
      readonly bytes: number;
      /** Requests that are not over behind this news. */
      readonly underWay: number;
    };
