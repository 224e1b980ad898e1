import { describe, expect, it } from "vitest";
import { exampleKnowledge, exampleSecret, signedExample } from "../../src/diagnosis/example.ts";
import type { KeyVariant, RequestVariant, TextVariant } from "../../src/diagnosis/search-variants.ts";
import { keyVariants, plainText, requestVariant } from "../../src/diagnosis/search-variants.ts";
import type { SignatureTrial } from "../../src/diagnosis/signature-trial.ts";
import { signatureTrial } from "../../src/diagnosis/signature-trial.ts";
import { canonicalInput } from "../../src/sigv4/canonical-readings.ts";
import { rememberDerivedKeys } from "../../src/sigv4/derived-keys.ts";
import type { Envelope } from "../../src/sigv4/envelope.ts";
import { parseEnvelope } from "../../src/sigv4/envelope.ts";
import { testRule } from "../support/test-rule.ts";

const url = "https://examplebucket.s3.us-east-1.amazonaws.com/a";
const none = { rule: testRule("none", {}), supposition: { changes: [], detail: "" }, weight: 1 };

function parts(of: Parameters<typeof signedExample>[0]): {
  envelope: Envelope;
  request: RequestVariant;
  keys: (chain?: object) => KeyVariant;
} {
  const example = signedExample(of);
  const reading = parseEnvelope(example.request);
  if (reading.kind !== "read") throw new Error(reading.kind);
  const { envelope } = reading;
  const input = canonicalInput(example.request, envelope, { pathEncoding: "single" });
  const material = {
    envelope,
    knowledge: exampleKnowledge(exampleSecret),
    derived: rememberDerivedKeys(),
  };
  const keys = (chain?: object): KeyVariant => {
    const [key] = keyVariants(material, none, chain ? { chain } : {});
    if (!key) throw new Error("no key");
    return key;
  };
  return { envelope, request: requestVariant(input, []), keys };
}

interface Tried {
  readonly request: RequestVariant;
  readonly key: KeyVariant;
  readonly text: TextVariant;
}

/** Both ways of a text: made for one trial, and kept for many. */
const givesOf =
  (trial: SignatureTrial) =>
  ({ request, key, text }: Tried): boolean => {
    const given = trial.gives(trial.passing(request, text), key);
    expect(trial.gives(trial.kept(request, text), key)).toBe(given);
    return given;
  };

describe("a trial", () => {
  const { envelope, request, keys } = parts({ url });

  it("finds the signature of the right parts, and of no other", () => {
    const trial = signatureTrial(envelope);
    const gives = givesOf(trial);
    const right = { request, key: keys(), text: plainText };
    expect(gives(right)).toBe(true);
    expect(gives(right)).toBe(true);
    expect(gives({ ...right, request: requestVariant({ ...request.input, method: "PUT" }, []) })).toBe(false);
    expect(gives({ ...right, key: keys({ prefix: "aws4" }) })).toBe(false);
    expect(gives({ ...right, text: { supposed: [], change: { timestamp: "20260102T030406Z" } } })).toBe(
      false,
    );
    expect(gives(right)).toBe(true);
  });

  it("holds a passing text while a key is derived", () => {
    const trial = signatureTrial(envelope);
    trial.kept(request, plainText);
    const passing = trial.passing(requestVariant(request.input, [none]), plainText);
    expect(trial.gives(passing, keys())).toBe(true);
  });

  it("shows the string to sign of its parts", () => {
    expect(signatureTrial(envelope).stringToSign({ request, text: plainText })).toBe(
      `AWS4-HMAC-SHA256\n20260102T030405Z\n20260102/us-east-1/s3/aws4_request\n${request.sha256Hex}`,
    );
  });

  it("takes the signature's 32 bytes in capitals, and nothing that is no signature", () => {
    const candidate = { request, key: keys(), text: plainText };
    const spelled = (providedSignature: string): boolean =>
      givesOf(signatureTrial({ ...envelope, providedSignature }))(candidate);
    expect(spelled(envelope.providedSignature.toUpperCase())).toBe(true);
    expect(spelled(envelope.providedSignature.slice(1))).toBe(false);
    expect(spelled("")).toBe(false);
  });

  it("calculates the last HMAC with key and text exchanged where the key says so", () => {
    const turned = parts({ url, keyChain: { swapped: ["signature"] } });
    const gives = givesOf(signatureTrial(turned.envelope));
    const exchanged = turned.keys({ swapped: ["signature"] });
    expect(gives({ request: turned.request, key: exchanged, text: plainText })).toBe(true);
    expect(gives({ request: turned.request, key: turned.keys(), text: plainText })).toBe(false);
  });
});
