// Findings that no rule makes: what the engine itself concludes about a request or about countersign.
import type { FindingRule } from "./rule.ts";

/** A finding of the engine: the words of a rule without its tests. */
export type EngineFinding = Pick<
  FindingRule,
  "id" | "stage" | "blame" | "severity" | "title" | "why" | "fix" | "spec"
>;

/** A known secret does not give the signature, and nothing tried does either. */
export const mismatchUnexplained: EngineFinding = {
  id: "mismatch-unexplained",
  stage: "credentials",
  blame: "client",
  severity: "error",
  title: "The signature does not match, and no single known fault reproduces it",
  why: "countersign signed the same bytes with the secret it knows for this key id and got another signature. It then tried every fault it knows and none gave the client's signature.",
  fix: "Compare the secret of the client with the one countersign knows; then compare the client's own canonical request (from its debug log) with the one shown here.",
  spec: "https://docs.aws.amazon.com/IAM/latest/UserGuide/signature-v4-troubleshooting.html",
};

/** The independent signer came to another result than our derivation. */
export const secondOpinionDisagrees: EngineFinding = {
  id: "second-opinion-disagrees",
  stage: "canonical request",
  blame: "configuration",
  severity: "warning",
  title: "Two independent signers disagree about this request, so the mismatch is not certain",
  why: "Before a mismatch is reported the request is signed a second time by @smithy/signature-v4. Here the two results differ, which is a fault of countersign until shown otherwise.",
  fix: "Report this request to the countersign project; take the verdict as a suspicion until then.",
  spec: "observed: the design of countersign, promise 3",
};

/** The bytes sent upstream were not the bytes received. */
export const proxyAlteredRequest: EngineFinding = {
  id: "proxy-altered-request",
  stage: "canonical request",
  blame: "intermediary",
  severity: "error",
  title: "countersign itself changed the request on its way through",
  why: "Every request is compared as received and as sent. They must be equal in method, target, header list and body.",
  fix: "Stop trusting this capture and report it to the countersign project with the differences shown.",
  spec: "observed: the design of countersign, promise 1",
};

/** The signature came out under a reading that departs from the specification but that AWS accepts. */
export const acceptedReading: EngineFinding = {
  id: "accepted-reading",
  stage: "canonical request",
  blame: "client",
  severity: "note",
  title: "The signature is right under a reading that AWS accepts beside the specification's own",
  why: "AWS services differ in a few details of the canonical request, and more than one spelling has been seen to work.",
  fix: "Nothing needs to be done; a stricter service or an S3-compatible store may refuse this spelling.",
  spec: "observed: signers and servers disagree here, and live services take both",
};

/** Another party shows a canonical request that differs from what was captured, in a way that no rule names. */
export const changedOnTheWay: EngineFinding = {
  id: "changed-on-the-way",
  stage: "canonical request",
  blame: "intermediary",
  severity: "error",
  title:
    "The request was changed between the client's signer, countersign and the server, in a way no class names",
  why: "The server (or the client's own log) shows the canonical request it built. Part by part it differs from the one that crossed the wire here.",
  fix: "Look at the parts named: whatever stands on that leg (a proxy, a gateway, the HTTP library) must pass them on untouched.",
  spec: "observed: answers of S3, Query and JSON services show their canonical request",
};

/** The real answer is not the predicted one. */
export const answerDiffers: EngineFinding = {
  id: "answer-differs-from-prediction",
  stage: "credentials",
  blame: "endpoint",
  severity: "warning",
  title: "AWS answered otherwise than countersign predicted",
  why: "countersign walks the checks of a service in the service's own order and says which answer comes first. Where the real answer is another one, one side knows something that the other does not: a secret, a change on the way, the time, or a check that no table has.",
  fix: "Read the detail: it says what the difference means in this case. Compare the secret at both ends, the two hashes where AWS shows its own, and the two clocks.",
  spec: "observed: the design of countersign, promise 4",
};

/** The request went on under a signature of countersign's own (--resign). */
export const signedAgain: EngineFinding = {
  id: "signed-again",
  stage: "credentials",
  blame: "configuration",
  severity: "note",
  title: "The request went on with another signature, made with the known secret",
  why: "countersign was started with --resign or --endpoint-mode. What is examined, kept and shown is the request as the client sent it; what the service answered, it answered to the request with the new signature.",
  fix: "Mend the client by the other findings, then go without --resign: the answer says nothing about the client's own signature.",
  spec: "observed: the options --resign and --endpoint-mode",
};

/** Signing again was asked for, and the request went on as it came. */
export const notSignedAgain: EngineFinding = {
  id: "not-signed-again",
  stage: "credentials",
  blame: "configuration",
  severity: "note",
  title: "The request was not signed again",
  why: "countersign was started with --resign or --endpoint-mode, but it signs only what it can sign whole, for the host that the request goes to, and what nobody but the client can have meant. With --resign the request went on as it came; an endpoint refuses it.",
  fix: "Read the detail: it names what stood in the way. docs/resign.md lists every reason.",
  spec: "observed: the options --resign and --endpoint-mode",
};

/** All of them, for the catalogue's pages. */
export const engineFindings: readonly EngineFinding[] = [
  mismatchUnexplained,
  secondOpinionDisagrees,
  proxyAlteredRequest,
  acceptedReading,
  changedOnTheWay,
  answerDiffers,
  signedAgain,
  notSignedAgain,
];
