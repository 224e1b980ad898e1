// What the page and its server say to each other, as types alone: both sides are checked against them.
import type { ExportedExchange } from "../report/exported-exchange.ts";
import type { Standing } from "../report/request-facts.ts";
import type { Verdict } from "../sigv4/verify.ts";

/** An exchange as it is inspected: what an export of it would hold, and how it went. */
export interface InspectedExchange extends ExportedExchange {
  /** From the request's head complete to the end of the exchange on the wire, in milliseconds; null where it was not seen. */
  readonly totalMs: number | null;
  /** Set while it is under way: only its head is known. */
  readonly underWay?: true;
}

/** One request in the list. Texts are as the wire had them, redacted: the page makes them visible. */
export interface ListRow {
  /** Its number in this list: what `/api/requests/NUMBER` takes. */
  readonly number: number;
  /** ISO 8601, UTC. */
  readonly time: string | null;
  /** The program by its User-Agent, else its address. */
  readonly client: string;
  /** The process of the client, where its machine told; null elsewhere. */
  readonly process: { readonly pid: number; readonly name: string } | null;
  readonly method: string;
  readonly authority: string;
  /** The target, cut to 300 characters. */
  readonly target: string;
  readonly service: string | null;
  readonly operation: string | null;
  readonly region: string | null;
  readonly verdict: Verdict;
  readonly standing: Standing;
  readonly causes: readonly string[];
  /** Of the first cause. */
  readonly certainty: string | null;
  readonly status: number | null;
  readonly code: string | null;
  /** The client's clock less the server's; null where one is not known. */
  readonly skewSeconds: number | null;
  readonly totalMs: number | null;
  /** The fault it repeats, where it repeats one. */
  readonly incident: { readonly id: string; readonly count: number } | null;
  /** True for a signed request that stood inside another message. */
  readonly nested: boolean;
  /** Whether it is under way: verdict, cause and answer are not known yet. */
  readonly underWay: boolean;
  /** Set where the exchange did not end well: its state and the reason. */
  readonly interrupted: string | null;
}

/** `GET /api/rows`: a window of the list, newest first. */
export interface ListWindow {
  /** Requests that the filter asks for, as far as was searched. */
  readonly total: number;
  readonly from: number;
  readonly rows: readonly ListRow[];
  /** The number of the newest request of all. */
  readonly newest: number;
  /** Requests looked at so far, of all; equal when the search is done. */
  readonly searched: number;
  readonly of: number;
}

/** `GET /api/state`: what the page is about. */
export interface InspectorState {
  readonly version: string;
  /** `live` beside a proxy, `files` where recorded files are opened. */
  readonly mode: "live" | "files";
  /** What is read: the evidence file, or the files' names; null where evidence is off and the last requests are held in memory. */
  readonly place: string | null;
  readonly requests: number;
  /** Sentences about what the list does not hold. */
  readonly notes: readonly string[];
  readonly setup: SetupHelp | null;
}

/** What to type so that a program's traffic passes here. */
export interface SetupHelp {
  readonly proxyUrl: string;
  readonly certificateFile: string;
  readonly bundleFile: string;
  /** Whether the built-in sandbox answers for AWS. */
  readonly sandbox: boolean;
  /** Where known secrets come from; empty for none. */
  readonly known: readonly string[];
  /** The command that prints the variables, for each shell. */
  readonly shells: readonly { readonly shell: string; readonly command: string }[];
  readonly runtimes: readonly RuntimeHelp[];
}

/** One runtime and what it needs. */
export interface RuntimeHelp {
  readonly name: string;
  /** One sentence; empty for nothing to say. */
  readonly about: string;
  /** Lines to type, or to write into the program. */
  readonly lines: readonly string[];
}

/** `GET /api/requests/NUMBER`: one request in depth. */
export interface RequestDetail {
  readonly row: ListRow;
  readonly exchange: InspectedExchange;
  /** Words of the rules among its findings. */
  readonly rules: Readonly<Record<string, { readonly why: string; readonly spec: string }>>;
  readonly related: readonly RelatedRow[];
  /** The requests beside it in the list. */
  readonly newer: number | null;
  readonly older: number | null;
}

/** A request that has to do with another. */
export interface RelatedRow {
  readonly why: string;
  readonly row: ListRow;
}

/** `GET /api/requests/NUMBER/replay`: whether it can be sent again. */
export interface ReplayOffer {
  /** Why it cannot be sent as captured, or signed again; null where it can. */
  readonly captured: string | null;
  readonly signed: string | null;
  /** Whether it may change something: then it is sent only when that is confirmed. */
  readonly changes: boolean;
}

/** `POST /api/requests/NUMBER/replay`: both answers. */
export interface ReplayAnswer {
  /** Where the credentials came from that it was signed with; null as captured. */
  readonly signedBy: string | null;
  readonly before: ReplayOutcome;
  readonly now: ReplayOutcome;
}

/** What came of a request; its number where it is in the list. */
export interface ReplayOutcome extends Pick<ListRow, "status" | "code" | "causes" | "totalMs"> {
  readonly number: number | null;
  /** Null where it was not examined. */
  readonly verdict: Verdict | null;
}

/** `POST /api/explain`: what was found in a text. */
export interface ExplainAnswer {
  readonly examined: readonly {
    readonly exchange: InspectedExchange;
    readonly notes: readonly string[];
    readonly rules: RequestDetail["rules"];
  }[];
  /** Why nothing could be examined; null where something was. */
  readonly refusal: string | null;
}

/** `GET /api/overview`: how far counting has come, and what was counted once it is done. */
export interface OverviewAnswer {
  /** Requests looked at so far, of all. */
  readonly searched: number;
  readonly of: number;
  /** Null while not all that the filter may ask for was looked at: a part of it would be no answer. */
  readonly overview: Overview | null;
}

/** What was counted. */
export interface Overview {
  readonly requests: number;
  readonly failed: number;
  readonly verdicts: readonly (readonly [verdict: string, count: number])[];
  /** Milliseconds since 1970 of the first and last request; null where none has a time. */
  readonly fromEpochMs: number | null;
  readonly untilEpochMs: number | null;
  /** Requests in each of equal spans of that time. */
  readonly spans: readonly { readonly right: number; readonly failed: number; readonly other: number }[];
  readonly causes: readonly CauseCount[];
  readonly clients: readonly ClientCount[];
  readonly codes: readonly (readonly [code: string, count: number])[];
  readonly services: readonly { readonly name: string; readonly requests: number; readonly failed: number }[];
  /** At most 600 of the requests whose skew is known. */
  readonly skews: readonly {
    readonly atEpochMs: number;
    readonly seconds: number;
    readonly client: string;
  }[];
  readonly slowest: readonly ListRow[];
  readonly failedLast: readonly ListRow[];
}

/** A cause over time. */
export interface CauseCount {
  readonly rule: string;
  readonly title: string;
  readonly requests: number;
  readonly spans: readonly number[];
}

/** A client and how it fares. */
export interface ClientCount {
  readonly name: string;
  readonly requests: number;
  readonly failed: number;
  /** Least and greatest skew in seconds; null where none is known. */
  readonly skew: readonly [least: number, greatest: number] | null;
}

/** What an event of `/api/events` says. */
export interface LiveNews {
  readonly newest: number;
  /** Grows whenever a row comes or changes. */
  readonly changes: number;
  readonly requests: number;
  /** Sentences about what the list does not hold: they come while files are read. */
  readonly notes: readonly string[];
}

/** Said among the notes while opened files are not read to their end. */
export const readingNote = "The files are still being read.";

/** Longest text that is explained, in characters of JSON's kind. */
export const longestTextLength: number = 4 * 1024 * 1024;

/** Formats in which one request is copied. */
export const copyFormats = ["curl", "awscurl", "aws", "boto3", "http"] as const;
/** Formats in which requests are saved. */
export const saveFormats = ["har", "jsonl", "sarif", "junit", "markdown", "html"] as const;
