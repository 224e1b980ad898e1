// A finding as data: what is wrong, why, what to do, and how to see it or put it to the proof. Rules hold no cryptography.

import type { Endpoint } from "../endpoints/endpoint.ts";
import type { CapturedRequest, CapturedResponse } from "../http/captured-exchange.ts";
import type { TargetParts } from "../http/request-target.ts";
import type { QueryParameter } from "../sigv4/canonical-query.ts";
import type { CanonicalInput } from "../sigv4/canonical-request.ts";
import type { CredentialScope } from "../sigv4/credential-scope.ts";
import type { Envelope, EnvelopeReading } from "../sigv4/envelope.ts";
import type { KeyChain } from "../sigv4/key-chain.ts";
import type { SignedText } from "../sigv4/signed-text.ts";
import type { StreamVerification } from "../sigv4/stream-verification.ts";
import type { HashForm } from "../sigv4/string-to-sign.ts";
import type { TextClaim } from "../sigv4/text-claim.ts";
import type { Verdict } from "../sigv4/verify.ts";
import type { BodyTools } from "./body-tools.ts";
import type { ClientClock } from "./client-clocks.ts";
import type { Example } from "./example.ts";
import type { KnownGenerations } from "./known-generations.ts";
import type { RelatedExchange } from "./related-exchange.ts";
import type { ServerAnswer } from "./server-answer.ts";
import type { RequestOrigin, SignedTexts } from "./signed-texts.ts";

/** Where in a verifier's work a finding belongs, in the order a verifier meets them. */
export const stages = [
  "envelope",
  "scope",
  "time",
  "headers",
  "canonical request",
  "payload",
  "credentials",
] as const;
export type Stage = (typeof stages)[number];

/**
 * What must hold of a request before some rules have anything to see. `not valid`: the signature is wrong, cannot be judged, or there is
 * none. `not read`: no well-formed envelope of Signature Version 4. `payload differs`: the body is not the one its hash names, or more
 * came than its length says. `with token`: a session token is sent, or the envelope speaks of one. `related`: other exchanges have to
 * do with this one.
 */
export const occasionNames = [
  "not valid",
  "not read",
  "payload differs",
  "streamed",
  "with query",
  "with token",
  "out of time",
  "other region",
  "related",
] as const;
export type Occasion = (typeof occasionNames)[number];

/** Who is at fault. */
export type Blame = "client" | "intermediary" | "configuration" | "endpoint";

/** `error`: the request fails or would fail. `warning`: it works today and will not always. `note`: worth knowing. */
export type Severity = "error" | "warning" | "note";

/** `proven`: the signature or the server's hash was reproduced. `observed`: on the wire. `reported`: AWS says so. */
export type Certainty = "proven" | "observed" | "reported" | "suspected";

/** Facts kept with a finding: plain values that can be stored, shown and compared. Never a secret. */
export type Evidence = { readonly [name: string]: string | number | boolean | null | readonly string[] };

/** What a rule may look at. Secrets are not in it. */
export interface RuleContext {
  readonly request: CapturedRequest;
  readonly response: CapturedResponse | null;
  readonly answer: ServerAnswer | null;
  readonly target: TargetParts;
  readonly query: readonly QueryParameter[];
  readonly reading: EnvelopeReading;
  /** The envelope, also where only a forgiving reader gets one; null when there is none at all. */
  readonly envelope: Envelope | null;
  readonly endpoint: Endpoint;
  /** True for S3 and its family by scope or by host. */
  readonly isS3: boolean;
  /** A claim whose signature is over one text (Signature Version 2, the policy of a form); null elsewhere. */
  readonly textClaim: TextClaim | null;
  readonly verdict: Verdict;
  /** The streamed body (aws-chunked upload, event stream) with its signatures verified; null for every other request. */
  readonly stream: StreamVerification | null;
  /** The request as the specification reads it; null without an envelope. */
  readonly input: CanonicalInput | null;
  /** Our signature for the request as the specification reads it; null without a key. Lower-case hex. */
  readonly calculatedSignature: string | null;
  /** Verdict on what a forgiving reader takes a malformed envelope for; null when it was well-formed or cannot be read at all. */
  readonly lenientVerdict: "valid" | "mismatch" | "unverifiable" | null;
  /** Time of the request's arrival at the judge: the clock when live, the answer's Date offline; null when nobody knows. */
  readonly nowEpochMs: number | null;
  /** Other sets of known credentials, as opaque references for suppositions. */
  readonly otherCredentials: readonly {
    readonly ref: number;
    readonly accessKeyId: string;
    readonly source: string;
  }[];
  /** How the source of the matching credentials spells the secret when it is not clean; null otherwise. */
  readonly secretSpelling: string | null;
  readonly accessKeyIdKnown: boolean;
  /** What the known credentials tell about the token sent and the secret of the key id; left out where nothing was compared. */
  readonly generations?: KnownGenerations;
  /** What the client's earlier requests said about its clock; left out or null where nobody remembers. */
  readonly clientClock?: ClientClock | null | undefined;
  /** When the known credentials behind the key id end, in milliseconds since 1970; left out or null where nobody said. */
  readonly credentialsEndEpochMs?: number | null | undefined;
  /** Other exchanges that have to do with this one (same signature, same key at the same time, a redirect before it), oldest first. */
  readonly related: readonly RelatedExchange[];
  /** What the client's own log says it signed; null without one. */
  readonly clientTexts: SignedTexts | null;
  /** What the server shows of its own calculation; null where its answer shows nothing. */
  readonly serverTexts: SignedTexts | null;
  /** Whether the request itself was captured, or made up again from the texts of its server or of its client's log. */
  readonly origin: RequestOrigin;
  /** What the surroundings can do with a body: undo its compression. */
  readonly bodyTools: BodyTools;
}

/** What is left to look at where no request was captured: the texts the server or the client's log shows, and the answer. */
export type TextsContext = RuleContext & { readonly texts: SignedTexts };

/** The context of a rule that needs a readable envelope. */
export type EnvelopeContext = RuleContext & { readonly envelope: Envelope; readonly input: CanonicalInput };

/** Something seen. The rule's own title, fix and severity hold unless given here. */
export interface Observation {
  /** One sentence with the particulars: values seen and expected. */
  readonly detail: string;
  readonly evidence: Evidence;
  readonly severity?: Severity;
  /** Present when the sight is not conclusive: what would settle it. Makes the finding `suspected`. */
  readonly settledBy?: string;
  /** Of what `readTexts` reads: how likely it is the fault, beside what other rules read (0 to 1; 1 for a fact). Default 0.1. */
  readonly likelihood?: number;
  /** True when the client's signature was reproduced by what was seen (its 32 bytes compared): makes the finding `proven`. */
  readonly proven?: true;
  /** True when this does not make the request fail, though it is an error elsewhere: it is then no cause. */
  readonly notACause?: boolean;
}

/** One changed signing input, in words: `part` went `from` (as sent) `to` (as the client signed it). */
export interface Change {
  readonly part: string;
  readonly from: string;
  readonly to: string;
}

/** How the signing key is derived under a supposition. */
export interface KeyChange {
  /** Changes the text of the secret. The function sees the secret; it must not keep it. */
  readonly secret?: (secret: string) => string;
  /** Uses other known credentials. */
  readonly otherCredentials?: number;
  readonly scope?: Partial<CredentialScope>;
  /** Derives the key by another chain of HMACs than the specification's. */
  readonly chain?: KeyChain;
}

/** How the string to sign is laid out under a supposition. */
export interface TextChange {
  readonly algorithm?: string;
  readonly timestamp?: string;
  readonly scope?: Partial<CredentialScope>;
  /** The last line in another form than lower-case hex of the hash. */
  readonly hashForm?: HashForm;
  /** Rewrites the finished string to sign (line ends, a trailing line feed, another encoding); latin1 text in and out. */
  readonly layout?: (stringToSign: string) => string;
}

/** What the client may have signed instead: a change to one or more inputs under which its own signature may come out. */
export interface Supposition {
  readonly changes: readonly Change[];
  /** Parts of the canonical request that differ. */
  readonly request?: Partial<CanonicalInput>;
  /** Parts of the string to sign that differ. */
  /** Rewrites the finished canonical request before it is hashed (line ends, another encoding); latin1 text in and out. */
  readonly layout?: (canonicalRequest: string) => string;
  readonly text?: TextChange;
  readonly key?: KeyChange;
  /** Tried after every other single change and never combined with another: the long tail of a rule. */
  readonly late?: true;
  /** One sentence with the particulars, shown when this is proven. */
  readonly detail: string;
  readonly evidence?: Evidence;
}

/** What the client may have signed instead where one text is signed: Signature Version 2, the policy of a form, SigV4A. */
export interface TextSupposition {
  readonly changes: readonly Change[];
  /** The text and how it was signed; absent: the service's own. */
  readonly signed?: SignedText;
  /** Changes the text of the secret. The function sees the secret; it must not keep it. */
  readonly secret?: (secret: string) => string;
  /** Uses other known credentials. */
  readonly otherCredentials?: number;
  /** One sentence with the particulars, shown when this is proven. */
  readonly detail: string;
  readonly evidence?: Evidence;
}

/** One class of failure: one file in findings/, its id the file's name. */
export interface FindingRule {
  /** Kebab-case, equal to the file name, never reused. */
  readonly id: string;
  /** Other classes that put the same bytes on the wire, and what would tell them apart. */
  readonly aliases?: readonly { readonly id: string; readonly toldApartBy: string }[];
  readonly stage: Stage;
  readonly blame: Blame;
  readonly severity: Severity;
  /** How often public threads show the class: orders the search, most frequent first. */
  readonly threads: number;
  /** What is wrong: one sentence, no "may". */
  readonly title: string;
  /** The mechanism: one to three sentences. */
  readonly why: string;
  /** What to do, in the imperative, naming the setting. */
  readonly fix: string;
  /** What people reach for and should not; absent where nobody does. */
  readonly wrongFix?: string;
  /** The paragraph of the specification, or the observation, relied on. */
  readonly spec: string;
  /** A request that shows it; it yields this finding and no other of severity error, bar `alsoFound`. */
  readonly example: () => Example;
  readonly alsoFound?: readonly string[];
  /** What must hold before `inspect` can see anything; left out where that is as cheap to ask there. */
  readonly onlyWhen?: Occasion;
  /** Facts on the wire. Runs for every request that gives the occasion, so it must be cheap. */
  readonly inspect?: (context: RuleContext) => readonly Observation[];
  /** What AWS's answer says. Runs when there is an answer with an error. */
  readonly readAnswer?: (context: RuleContext & { readonly answer: ServerAnswer }) => Iterable<Observation>;
  /** What the client may have signed instead. Runs when the signature does not match. */
  readonly suppose?: (context: EnvelopeContext) => Iterable<Supposition>;
  /** As `suppose`, where the signature is over one text. Asked twice: at first, and with `late` for its long tail. */
  readonly supposeText?: (context: RuleContext, late: boolean) => Iterable<TextSupposition>;
  /**
   * What may have become of the request between here and the server: `changes` go from what left here to what the server read.
   * Runs, beside the request changes of `suppose`, when the server's answer shows the hash of what it read.
   */
  readonly alter?: (context: EnvelopeContext) => Iterable<Supposition>;
  /** The signed headers (lower-case names) whose change is this rule's business, where another view of the request shows their value. */
  readonly ownsHeader?: (lowerName: string) => boolean;
  /** Whether another payload line, where another view of the request shows it and no rule explains it, is this rule's business. */
  readonly ownsPayload?: (payloadHash: string) => boolean;
  /** What the texts of the server or of the client's log tell where no request was captured: a lone error body, a debug log. */
  readonly readTexts?: (context: TextsContext) => Iterable<Observation>;
}
