// An examination: all that countersign can say about one request. The JSON of it is CONTRACT's `countersign.examination/1`.

import type { Endpoint } from "../endpoints/endpoint.ts";
import type { CapturedRequest, CapturedResponse, SelfCheck } from "../http/captured-exchange.ts";
import type { Derivation } from "../sigv4/derivation.ts";
import type { EnvelopeReading } from "../sigv4/envelope.ts";
import type { StreamVerification } from "../sigv4/stream-verification.ts";
import type { TextVerification } from "../sigv4/text-claim.ts";
import type { Verdict } from "../sigv4/verify.ts";
import type { Incident } from "./incidents.ts";
import type { Leg } from "./legs.ts";
import type { NestedPlace } from "./nested-request.ts";
import type { Prediction } from "./prediction.ts";
import type { Blame, Certainty, Change, Evidence, Severity, Stage } from "./rule.ts";
import type { ServerAnswer } from "./server-answer.ts";

/** One finding about one request. */
export interface Finding {
  readonly rule: string;
  readonly certainty: Certainty;
  readonly severity: Severity;
  readonly stage: Stage;
  readonly blame: Blame;
  readonly title: string;
  readonly detail: string;
  readonly fix: string;
  readonly wrongFix: string | null;
  readonly evidence: Evidence;
  /** Whether this explains why the request fails or would fail. */
  readonly isCause: boolean;
}

/** The smallest set of changes under which the client's own signature comes out. */
export interface Proof {
  /** What was reproduced: the client's signature, the hash in the server's string to sign, or the canonical request of the client's log. */
  readonly of: "signature" | "server-hash" | "client-log";
  readonly rules: readonly string[];
  readonly changes: readonly Change[];
  /** As the client signed it; latin1 text. */
  readonly canonicalRequest: string;
  readonly stringToSign: string;
}

/** What the search for a proof did. */
export interface SearchReport {
  /** Suppositions tried. */
  readonly tried: number;
  readonly milliseconds: number;
  /** True when every supposition was tried; false when the bound of time or count was hit or a proof ended the search. */
  readonly exhausted: boolean;
}

/** Everything about one request. */
export interface Examination {
  readonly id: string;
  /** The input's path as given, or null for live traffic. */
  readonly input: string | null;
  readonly index: number;
  readonly timeEpochMs: number | null;
  readonly request: CapturedRequest;
  readonly response: CapturedResponse | null;
  readonly answer: ServerAnswer | null;
  readonly endpoint: Endpoint;
  readonly reading: EnvelopeReading;
  readonly verdict: Verdict;
  readonly derivation: Derivation | null;
  /** What was verified where no canonical request is signed: Signature Version 2, the policy of a form. Null or absent elsewhere. */
  readonly textVerification?: TextVerification | null;
  /** The signatures of a streamed body; null or absent for every other request. */
  readonly stream?: StreamVerification | null;
  /** Departures of the accepted reading from the specification's own; empty for a plain match. */
  readonly departures: readonly string[];
  /** Where the credentials came from that verified or failed to; null without any. */
  readonly source: string | null;
  readonly findings: readonly Finding[];
  readonly causes: readonly string[];
  readonly proof: Proof | null;
  readonly prediction: Prediction | null;
  /** Whether the real answer is the predicted one; null without both. */
  readonly agrees: boolean | null;
  readonly search: SearchReport | null;
  readonly selfCheck: SelfCheck | null;
  /** From whose texts the request was made up again, where none was captured. */
  readonly rebuiltFrom?: "server-texts" | "client-texts" | "none";
  /** What changed on each leg between client, wire and server; empty or absent where the wire alone is known. */
  readonly legs?: readonly Leg[];
  /** Set for a signed request that stands inside another message. */
  readonly nested?: NestedPlace;
  /** The repeated fault this belongs to; set for live traffic only. */
  readonly incident?: Incident | null;
}
