// The key is written in the other Unicode normal form than the object's name: the signature is right, the object is not found.
import { percentDecode } from "../../sigv4/percent-encoding.ts";
import { exampleResponse, signedExample } from "../example.ts";
import type { FindingRule, Observation, RuleContext } from "../rule.ts";
import { utf8Text } from "../text-encodings.ts";

export const unicodeNormalization: FindingRule = {
  id: "unicode-normalization",
  stage: "canonical request",
  blame: "client",
  severity: "warning",
  threads: 6,
  title:
    "The key has letters with accents, which Unicode writes in two ways, and no object of this spelling exists",
  why: "A letter with an accent is one character (NFC) or a letter and a combining mark (NFD, as macOS writes file names). S3 compares bytes: both are other keys. The signature covers the bytes sent and is right.",
  fix: "Normalise names to one form, best NFC, where objects are written and where they are read; list the bucket and take the key from there.",
  wrongFix: "Do not look for a fault in the signature: it is right, as the answer 404 shows.",
  spec: "observed: public threads aws/aws-cli#1639, s3tools/s3cmd#639",
  example: () =>
    signedExample({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/re%CC%81sume%CC%81.pdf",
      response: exampleResponse(
        404,
        [["Content-Type", "application/xml"]],
        '<?xml version="1.0" encoding="UTF-8"?><Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message></Error>',
      ),
    }),
  readAnswer: (context) => observations(context),
};

function observations(context: RuleContext): Observation[] {
  const { answer, verdict, isS3, target } = context;
  if (!isS3 || verdict === "mismatch" || answer?.status !== 404) return [];
  if (answer.code !== null && answer.code !== "NoSuchKey") return [];
  const key = utf8Text(percentDecode(target.path));
  if (key === null) return [];
  const [composed, decomposed] = [key.normalize("NFC"), key.normalize("NFD")];
  if (composed === decomposed) return [];
  const form = key === composed ? "NFC" : key === decomposed ? "NFD" : "neither NFC nor NFD";
  const other = form === "NFC" ? decomposed : composed;
  const otherPath = encodeURI(other);
  const detail = `The key is written in ${form}. The object may exist as "${otherPath}".`;
  // Most keys that are not there were never there: a note, however sure the two forms are.
  return [{ detail, evidence: { form, otherPath }, severity: "note", settledBy: "a listing of the bucket." }];
}
