// The search for a proof where the signature is over one text: Signature Version 2, the policy of a form, and SigV4A, whose
// signatures are verified and never compared.
import { canonicalRequest } from "../sigv4/canonical-request.ts";
import { signedTimestamp } from "../sigv4/derivation.ts";
import type { Envelope } from "../sigv4/envelope.ts";
import type { KnownCredentials } from "../sigv4/known-credentials.ts";
import { credentialsFor } from "../sigv4/known-credentials.ts";
import { revealSecret } from "../sigv4/secret.ts";
import type { SignedText } from "../sigv4/signed-text.ts";
import { textComesOut } from "../sigv4/signed-text.ts";
import { ecdsaAlgorithm } from "../sigv4/terms.ts";
import type { TextClaim } from "../sigv4/text-claim.ts";
import type { Examiner } from "./examine.ts";
import { hiddenMark } from "./prediction-redaction.ts";
import type { EnvelopeContext, FindingRule, RuleContext, Supposition, TextSupposition } from "./rule.ts";
import type { SearchBudget, SearchOutcome } from "./search-outcome.ts";
import { changedStringToSign } from "./text-change.ts";

/** Searches single suppositions, then a text with a secret, until the client's signature comes out or the budget is spent. */
export function textSearch(context: RuleContext, examiner: Examiner, budget: SearchBudget): SearchOutcome {
  const claim = claimOf(context);
  const search: Search = {
    claim,
    examiner,
    budget,
    startedAt: budget.now(),
    own: claim ? credentialsFor(examiner.knowledge, claim.accessKeyId) : [],
    tried: 0,
    spent: false,
  };
  const found = claim && inOrder(search, context);
  return {
    proof: found && {
      supposed: found.supposed.map(({ rule, supposition }) => ({
        rule,
        supposition: plain(supposition),
        weight: rule.threads,
      })),
      canonicalRequest: "",
      // A policy with its signature is a permission: no spelling of it is shown.
      stringToSign: claim?.form === "post-policy" ? hiddenMark : found.signed.text,
    },
    alsoPossible: [],
    tried: search.tried,
    counts: { requests: 0, keys: 0, texts: search.tried, combined: 0 },
    milliseconds: Math.round((budget.now() - search.startedAt) * 1000) / 1000,
    exhausted: found === null && !search.spent,
  };
}

interface Search {
  readonly claim: TextClaim | null;
  readonly examiner: Examiner;
  readonly budget: SearchBudget;
  readonly startedAt: number;
  readonly own: readonly KnownCredentials[];
  tried: number;
  spent: boolean;
}

interface Supposed {
  readonly rule: FindingRule;
  readonly supposition: TextSupposition;
}

interface Found {
  readonly supposed: readonly Supposed[];
  readonly signed: SignedText;
}

/** What the findings need of a supposition. */
function plain({ changes, detail, evidence }: TextSupposition): Supposition {
  return evidence === undefined ? { changes, detail } : { changes, detail, evidence };
}

/** The claim to reproduce: the context's own, or that of a SigV4A envelope. */
function claimOf({ textClaim, envelope, input }: RuleContext): TextClaim | null {
  if (textClaim || envelope === null || input === null) return textClaim;
  const { form, accessKeyId, providedSignature, credentialScope: scope } = envelope;
  const text = envelopeText(envelope, canonicalRequest(input), {});
  return {
    form,
    accessKeyId,
    providedSignature,
    scope,
    texts: [{ text, method: ecdsaAlgorithm }],
  };
}

function envelopeText(
  envelope: Envelope,
  canonicalText: string,
  change: NonNullable<Supposition["text"]>,
): string {
  const { algorithm, credentialScope: scope } = envelope;
  const timestamp = signedTimestamp(envelope);
  return changedStringToSign({ algorithm, timestamp, scope, canonicalRequest: canonicalText }, change);
}

/** Everything to try at first, or (`late`) every long tail. */
function* suppositions(context: RuleContext, examiner: Examiner, late: boolean): Generator<Supposed> {
  const enveloped = envelopeContext(context);
  for (const rule of examiner.searchOrder) {
    for (const supposition of rule.supposeText?.(context, late) ?? []) yield { rule, supposition };
  }
  if (!enveloped) return;
  for (const rule of examiner.searchOrder) yield* carriedOver(rule, enveloped, late);
}

/** Suppositions of one rule that are tried at the most for SigV4A: verifying takes a hundred times as long as an HMAC. */
const ecdsaLimit = 100;

/** What a rule supposes about Version 4 requests, as far as it holds here: for a claim over one text, its changes of the secret. */
function* carriedOver(rule: FindingRule, context: EnvelopeContext, late: boolean): Generator<Supposed> {
  const keysOnly = context.textClaim !== null;
  if (!rule.suppose || (keysOnly && rule.stage !== "credentials")) return;
  let left = keysOnly ? Number.POSITIVE_INFINITY : ecdsaLimit;
  for (const supposition of rule.suppose(context)) {
    if ((supposition.late ?? false) !== late) continue;
    if (left === 0) return;
    left -= 1;
    const text = translated(context, supposition, keysOnly);
    if (text) yield { rule, supposition: text };
  }
}

/** A supposition about a Version 4 request as one about a text; null where it does not carry over. */
function translated(
  { envelope, input }: EnvelopeContext,
  supposition: Supposition,
  keysOnly: boolean,
): TextSupposition | null {
  const { request, text, key, layout, changes, detail, evidence } = supposition;
  const changesText = request !== undefined || text !== undefined || layout !== undefined;
  if (key?.scope || key?.chain || (changesText && keysOnly) || (!key && !changesText)) return null;
  const plainRequest = canonicalRequest({ ...input, ...request });
  const canonicalText = layout ? layout(plainRequest) : plainRequest;
  return {
    changes,
    detail,
    ...(changesText
      ? { signed: { text: envelopeText(envelope, canonicalText, text ?? {}), method: ecdsaAlgorithm } }
      : {}),
    ...(key?.secret ? { secret: key.secret } : {}),
    ...(key?.otherCredentials === undefined ? {} : { otherCredentials: key.otherCredentials }),
    ...(evidence ? { evidence } : {}),
  };
}

/** A context for rules about secrets, which look at the key id of an envelope and at nothing of the request. */
function envelopeContext(context: RuleContext): EnvelopeContext | null {
  const { envelope, input, textClaim, request } = context;
  if (envelope !== null && input !== null) return { ...context, envelope, input };
  if (textClaim === null) return null;
  const { form, accessKeyId, providedSignature, scope } = textClaim;
  return {
    ...context,
    envelope: {
      form,
      algorithm: textClaim.texts[0]?.method ?? "",
      accessKeyId,
      credentialScope: scope ?? { date: "", region: "", service: "", terminator: "" },
      signedHeaders: [],
      providedSignature,
      amzDate: null,
      dateSource: null,
      expiresText: null,
      sessionToken: "absent",
      irregularities: [],
    },
    input: {
      method: request.method,
      canonicalUri: "/",
      canonicalQuery: "",
      headers: [],
      signedHeaders: [],
      payloadHash: "",
    },
  };
}

/** Single suppositions, the long tails after them, pairs at the end. */
function inOrder(search: Search, context: RuleContext): Found | null {
  const early: Supposed[] = [];
  return (
    singles(search, suppositions(context, search.examiner, false), early) ??
    singles(search, suppositions(context, search.examiner, true), []) ??
    pairs(search, early)
  );
}

function singles(search: Search, supposed: Iterable<Supposed>, kept: Supposed[]): Found | null {
  for (const one of supposed) {
    const found = firstMatch(search, [one], textsOf(search, one), secretsOf(search, one.supposition));
    if (found || search.spent) return found;
    kept.push(one);
  }
  return null;
}

/** Pairs tried at the most. */
const pairLimit = 20_000;

/** A text of one rule under a secret of another. ECDSA is too slow for products. */
function pairs(search: Search, supposed: readonly Supposed[]): Found | null {
  if (search.claim?.texts[0]?.method === ecdsaAlgorithm) return null;
  if (search.spent) return null;
  const keyed = supposed.filter(({ supposition }) => !supposition.signed);
  let left = pairLimit;
  for (const one of supposed) {
    if (!one.supposition.signed || isKeyed(one.supposition)) continue;
    for (const other of keyed) {
      left -= 1;
      if (left < 0) return null;
      const secrets = secretsOf(search, other.supposition);
      const found = firstMatch(search, [one, other], textsOf(search, one), secrets);
      if (found || search.spent) return found;
    }
  }
  return null;
}

function isKeyed({ secret, otherCredentials }: TextSupposition): boolean {
  return secret !== undefined || otherCredentials !== undefined;
}

function textsOf({ claim }: Search, { supposition }: Supposed): readonly SignedText[] {
  return supposition.signed ? [supposition.signed] : (claim?.texts ?? []);
}

function secretsOf({ examiner, own }: Search, { secret, otherCredentials }: TextSupposition): string[] {
  const sets =
    otherCredentials === undefined
      ? own
      : examiner.knowledge.credentials.slice(otherCredentials, otherCredentials + 1);
  return sets.map(({ secretAccessKey }) => {
    const text = revealSecret(secretAccessKey);
    return secret ? secret(text) : text;
  });
}

function firstMatch(
  search: Search,
  supposed: readonly Supposed[],
  texts: readonly SignedText[],
  secrets: readonly string[],
): Found | null {
  const { claim } = search;
  if (claim === null) return null;
  for (const signed of texts) {
    for (const secret of secrets) {
      if (isSpent(search)) return null;
      search.tried += 1;
      if (textComesOut(signed, claim, secret, claim.providedSignature)) return { supposed, signed };
    }
  }
  return null;
}

function isSpent(search: Search): boolean {
  const { budget } = search;
  if (search.tried >= budget.suppositions) search.spent = true;
  else if (search.tried % 16 === 15) search.spent ||= budget.now() - search.startedAt > budget.milliseconds;
  return search.spent;
}
