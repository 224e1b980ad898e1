// The examination of one request: envelope, derivation, verdict, inspections; then, for a mismatch, the search for a proof.
import type { Endpoint } from "../endpoints/endpoint.ts";
import { endpointOf } from "../endpoints/endpoint.ts";
import type { CapturedRequest, CapturedResponse, SelfCheck } from "../http/captured-exchange.ts";
import { hostOf, targetParts } from "../http/request-target.ts";
import { queryParameters } from "../sigv4/canonical-query.ts";
import type { Envelope, EnvelopeReading } from "../sigv4/envelope.ts";
import { parseEnvelope } from "../sigv4/envelope.ts";
import type { Knowledge } from "../sigv4/known-credentials.ts";
import type { SigningKeys } from "../sigv4/signing-key.ts";
import { rememberSigningKeys } from "../sigv4/signing-key.ts";
import { payloadHeaderServices } from "../sigv4/terms.ts";
import type { TextClaim, TextVerification } from "../sigv4/text-claim.ts";
import { textClaim, verifyText } from "../sigv4/text-claim.ts";
import type { Verdict, Verification } from "../sigv4/verify.ts";
import { verify } from "../sigv4/verify.ts";
import type { BodyTools } from "./body-tools.ts";
import { noBodyTools } from "./body-tools.ts";
import { catalogue } from "./catalogue.ts";
import type { ClientClock } from "./client-clocks.ts";
import type { EditedPart } from "./edited-paste.ts";
import { acceptedReading, proxyAlteredRequest } from "./engine-findings.ts";
import type { Examination, Finding } from "./examination.ts";
import { comparedPrediction } from "./examined-prediction.ts";
import { engineFinding, inspections } from "./inspect.ts";
import { knownGenerations } from "./known-generations.ts";
import { legs } from "./legs.ts";
import type { ProofMemory } from "./proof-memory.ts";
import { rememberProofs } from "./proof-memory.ts";
import { readingRule } from "./reading-rule.ts";
import { envelopeOf, verdictOf } from "./reading-verdict.ts";
import type { RelatedExchange } from "./related-exchange.ts";
import type { FindingRule, RuleContext } from "./rule.ts";
import type { ServerAnswer } from "./server-answer.ts";
import { serverAnswer } from "./server-answer.ts";
import type { RequestOrigin, SignedTexts } from "./signed-texts.ts";
import { signedTexts } from "./signed-texts.ts";
import { bodyCauses, bodyDerivation, headIsWrong, streamOf, streamVerdict } from "./stream-examination.ts";
import { asRead } from "./text-readings.ts";

/** One request to examine, with its answer if there is one. */
export interface Subject {
  readonly id: string;
  /** The input's path as given, or null for live traffic. */
  readonly input: string | null;
  readonly index: number;
  readonly request: CapturedRequest;
  readonly response: CapturedResponse | null;
  readonly selfCheck: SelfCheck | null;
  /** The judge's clock in milliseconds since 1970; null: the answer's Date is taken, or time is not judged. */
  readonly nowEpochMs: number | null;
  /** What the client's earlier requests said about its clock; default nothing. */
  readonly clientClock?: ClientClock | null;
  /** Other exchanges that have to do with this one; default none. */
  readonly related?: readonly RelatedExchange[];
  /** What the client's own log says it signed; default none. */
  readonly clientTexts?: SignedTexts | null;
  /** Default: the request was captured. */
  readonly origin?: RequestOrigin;
  /** What somebody edited before the request came here (a paste); default nothing. */
  readonly edited?: readonly EditedPart[];
}

/** What examinations share: knowledge, derived keys and the rules. */
export interface Examiner {
  readonly knowledge: Knowledge;
  readonly keys: SigningKeys;
  readonly rules: readonly FindingRule[];
  /** The same rules, those seen most often first. */
  readonly searchOrder: readonly FindingRule[];
  readonly bodyTools: BodyTools;
  /** What recent proofs found: a fault that repeats is tried first. */
  readonly proofs: ProofMemory;
}

/** An examination with the context its rules saw: what the search for a proof starts from. */
export interface Examined {
  readonly examination: Examination;
  readonly context: RuleContext;
}

/** An examiner over what is known; `rules` are the whole catalogue unless a test wants fewer. */
export function createExaminer(
  knowledge: Knowledge,
  rules: readonly FindingRule[] = catalogue,
  bodyTools: BodyTools = noBodyTools,
): Examiner {
  return {
    knowledge,
    keys: rememberSigningKeys(),
    rules,
    searchOrder: [...rules].sort((a, b) => b.threads - a.threads),
    bodyTools,
    proofs: rememberProofs(),
  };
}

/** Examines a request without searching for proofs. Synchronous and total: any bytes give an examination. */
export function examine(subject: Subject, examiner: Examiner): Examination {
  return examined(subject, examiner).examination;
}

/** As `examine`, and keeps the context for a search. */
export function examined(subject: Subject, examiner: Examiner): Examined {
  const facts = factsOf(subject, examiner);
  const { reading, endpoint, verification, answer, verdict } = facts;
  const context = contextOf(subject, facts);
  const findings = [
    ...engineConclusions(subject, verification, verdict),
    ...inspections(context, examiner.rules),
  ];
  const derivation = bodyDerivation(verification?.derivation ?? null, facts.stream);
  const { prediction, agrees, difference } = comparedPrediction(context, derivation, findings);
  const examination: Examination = {
    id: subject.id,
    input: subject.input,
    index: subject.index,
    timeEpochMs: subject.request.receivedAtEpochMs ?? context.nowEpochMs,
    request: subject.request,
    response: subject.response,
    answer,
    endpoint,
    reading,
    verdict,
    derivation: verification?.derivation ?? null,
    textVerification: facts.text,
    stream: facts.stream,
    departures: verdict === "valid" ? (verification?.reading.departures ?? []) : [],
    source: verification?.source ?? facts.text?.source ?? null,
    findings: difference === null ? findings : [...findings, difference],
    causes: bodyCauses(findings, context),
    proof: null,
    prediction,
    agrees,
    search: null,
    selfCheck: subject.selfCheck,
    legs: legs(context),
  };
  return asRead({ examination, context }, subject, examiner.rules);
}

function factsOf(subject: Subject, examiner: Examiner): Facts {
  const reading = parseEnvelope(subject.request);
  const endpoint = endpointOf(hostOf(subject.request));
  const envelope = envelopeOf(reading);
  const verification =
    envelope && verify(subject.request, envelope, readingRule(envelope, endpoint), examiner);
  const stream = envelope && verification && streamOf(subject.request, envelope, verification, examiner);
  const claim = envelope ? null : textClaim(subject.request, reading);
  const text = claim && verifyText(claim, examiner.knowledge);
  const answer = subject.response ? serverAnswer(subject.response) : null;
  return {
    reading,
    endpoint,
    envelope,
    verification,
    claim,
    text,
    answer,
    stream,
    verdict: streamVerdict(verdictOf(reading, verification, text), stream),
    examiner,
  };
}

/** Whether a proof may be found by searching: a mismatch, an unknown key id while other secrets are known, a server that read otherwise. */
export function needsSearch(examination: Examination, examiner: Examiner): boolean {
  return needsKeySearch(examination, examiner) || serverReadOtherwise(examination);
}

/** The hash of the server's own canonical request, where its answer shows one, is not that of the request as captured. */
function serverReadOtherwise({ answer, derivation }: Examination): boolean {
  if (!answer || !derivation || (answer.canonicalRequest === null && answer.stringToSign === null))
    return false;
  const theirs = signedTexts(answer.canonicalRequest, answer.stringToSign)?.canonicalRequestSha256Hex ?? null;
  return theirs !== null && theirs !== derivation.canonicalRequestSha256Hex;
}

/** Whether the client's own signature is to be looked for. */
export function needsKeySearch(examination: Examination, examiner: Examiner): boolean {
  // A mismatch that an inspection has already proven (a signature in another text form) needs no search.
  if (examination.verdict === "mismatch") return headIsWrong(examination);
  if (examination.verdict === "malformed") return lenientMismatch(examination);
  return (
    examination.verdict === "unverifiable" &&
    searchable.has(examination.reading.kind) &&
    examiner.knowledge.credentials.length > 0
  );
}

/** A broken envelope that a forgiving reader takes, with a signature that does not come out: there is a second fault. */
function lenientMismatch({ reading, derivation, findings }: Examination): boolean {
  const calculated = derivation?.calculatedSignature ?? null;
  if (reading.kind !== "malformed" || !reading.lenient || calculated === null) return false;
  if (findings.some(({ certainty }) => certainty === "proven")) return false;
  return calculated !== reading.lenient.providedSignature;
}

/** Readings of a claim that another secret may have made. */
const searchable: ReadonlySet<EnvelopeReading["kind"]> = new Set(["read", "legacy", "form"]);

interface Facts {
  readonly reading: EnvelopeReading;
  readonly endpoint: Endpoint;
  readonly envelope: Envelope | null;
  readonly verification: Verification | null;
  readonly claim: TextClaim | null;
  readonly text: TextVerification | null;
  readonly stream: RuleContext["stream"];
  readonly answer: ServerAnswer | null;
  readonly verdict: Verdict;
  readonly examiner: Examiner;
}

function contextOf(subject: Subject, facts: Facts): RuleContext {
  const target = targetParts(subject.request.target);
  const { envelope, endpoint, verification, examiner } = facts;
  const service = envelope ? readingRule(envelope, endpoint).service : endpoint.signingName;
  const accessKeyId = envelope?.accessKeyId ?? facts.claim?.accessKeyId;
  const own = examiner.knowledge.credentials.find((known) => known.accessKeyId === accessKeyId);
  const keyed = examiner.knowledge.signingKeys.some((known) => known.accessKeyId === accessKeyId);
  return {
    request: subject.request,
    response: subject.response,
    answer: facts.answer,
    target,
    query: queryParameters(target.query),
    reading: facts.reading,
    envelope,
    endpoint,
    isS3: payloadHeaderServices.has(service ?? ""),
    textClaim: facts.claim,
    stream: facts.stream,
    verdict: facts.verdict,
    input: verification?.derivation.input ?? null,
    calculatedSignature: verification?.derivation.calculatedSignature ?? null,
    lenientVerdict: facts.reading.kind === "malformed" ? (verification?.verdict ?? null) : null,
    nowEpochMs: subject.nowEpochMs ?? facts.answer?.dateEpochMs ?? null,
    otherCredentials: otherCredentials(examiner.knowledge, accessKeyId),
    secretSpelling: own?.spelling ?? null,
    accessKeyIdKnown: own !== undefined || keyed,
    generations: knownGenerations(examiner.knowledge, accessKeyId, subject.request),
    clientClock: subject.clientClock,
    credentialsEndEpochMs: own?.expiresAtEpochMs,
    related: subject.related ?? [],
    clientTexts: subject.clientTexts ?? null,
    serverTexts: facts.answer ? signedTexts(facts.answer.canonicalRequest, facts.answer.stringToSign) : null,
    origin: subject.origin ?? "captured",
    bodyTools: examiner.bodyTools,
  };
}

function otherCredentials(
  knowledge: Knowledge,
  accessKeyId: string | undefined,
): RuleContext["otherCredentials"] {
  if (knowledge.credentials.length === 0) return [];
  return knowledge.credentials
    .map(({ accessKeyId: id, source }, ref) => ({ ref, accessKeyId: id, source }))
    .filter((other) => other.accessKeyId !== accessKeyId);
}

function engineConclusions(subject: Subject, verification: Verification | null, verdict: Verdict): Finding[] {
  const findings: Finding[] = [];
  if (subject.selfCheck && !subject.selfCheck.equal) {
    const differences = subject.selfCheck.differences.slice(0, 20);
    findings.push(engineFinding(proxyAlteredRequest, differences.join("; "), { differences }, "observed"));
  }
  const departures = verdict === "valid" ? (verification?.reading.departures ?? []) : [];
  if (departures.length > 0) {
    findings.push(
      engineFinding(acceptedReading, `Accepted reading: ${departures.join("; ")}.`, { departures }, "proven"),
    );
  }
  return findings;
}
