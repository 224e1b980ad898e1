// From the string to sign to the signature: the steps of the key with their inputs. The secret and the keys themselves are never here.
import type { JSX } from "preact";
import type { ExaminationJson } from "../report/examination-json.ts";
import { visibleText } from "../report/visible-text.ts";
import { useTitle } from "./use-title.ts";

/** The card; not there where nothing was derived. */
export function KeySteps({ examination }: { readonly examination: ExaminationJson }): JSX.Element | null {
  const { id, label } = useTitle();
  const { derivation, envelope, proof } = examination;
  if (!derivation) return null;
  const changed = proof && proof.of === "signature" && proof.stringToSign !== derivation.stringToSign;
  return (
    <section class="card" aria-labelledby={label}>
      <h2 id={id}>String to sign, and the key</h2>
      <div class={changed ? "two" : ""}>
        <Text name={changed ? "Calculated" : ""} text={derivation.stringToSign} />
        {changed && <Text name="As the client signed it" text={proof.stringToSign} />}
      </div>
      {envelope.credentialScope && /^AWS4-HMAC/.test(envelope.algorithm ?? "") && (
        <Steps scope={envelope.credentialScope} />
      )}
      <table class="signatures">
        <tbody>
          <tr>
            <th scope="row">Provided</th>
            <td>
              <code>{visibleText(envelope.providedSignature ?? "none")}</code>
            </td>
          </tr>
          <tr>
            <th scope="row">Calculated</th>
            <td>
              <code>{visibleText(derivation.calculatedSignature ?? "no secret is known for this key")}</code>
            </td>
          </tr>
        </tbody>
      </table>
    </section>
  );
}

const lineNames = ["algorithm", "time", "credential scope", "SHA-256 of the canonical request"];

function Text({ name, text }: { readonly name: string; readonly text: string }): JSX.Element {
  const lines = text.split("\n");
  return (
    <div>
      {name !== "" && <h3>{name}</h3>}
      <table class="bytes one">
        <tbody>
          {lines.map((line, at) => (
            <tr key={at}>
              <th scope="row">{lines.length === 4 ? lineNames[at] : `line ${at + 1}`}</th>
              <td>{visibleText(line)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Steps({
  scope,
}: {
  readonly scope: NonNullable<ExaminationJson["envelope"]["credentialScope"]>;
}): JSX.Element {
  const steps = [
    ["date key", "“AWS4” + secret", scope.date],
    ["region key", "date key", scope.region],
    ["service key", "region key", scope.service],
    ["signing key", "service key", scope.terminator],
    ["signature", "signing key", "string to sign"],
  ] as const;
  return (
    <ol class="steps">
      {steps.map(([name, key, input]) => (
        <li key={name}>
          <b>{name}</b>
          <code>
            HMAC({key}, <em>{visibleText(input)}</em>)
          </code>
        </li>
      ))}
    </ol>
  );
}
