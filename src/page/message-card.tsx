// The two messages as they crossed the wire, redacted: headers in order, which of them are signed, bodies and their hashes.
import type { JSX } from "preact";
import type { InspectedExchange } from "../inspector/inspector-api.ts";
import type { ExportedBody } from "../report/exported-exchange.ts";
import { visibleLines, visibleText } from "../report/visible-text.ts";
import { useTitle } from "./use-title.ts";
import { byteWords } from "./words.ts";

/** The card. */
export function MessageCard({ exchange }: { readonly exchange: InspectedExchange }): JSX.Element {
  const { id, label } = useTitle();
  const { examination, requestBody, response } = exchange;
  const { request, envelope } = examination;
  const signed = new Set(envelope.signedHeaders?.map((name) => name.toLowerCase()));
  return (
    <section class="card" aria-labelledby={label}>
      <h2 id={id}>Request and answer</h2>
      <div class="two">
        <div>
          <h3>Request</h3>
          <pre class="start">
            {visibleText(`${request.method} ${request.target} HTTP/${request.httpVersion}`)}
          </pre>
          <Sender connection={examination.connection} />
          <Headers headers={request.headers} signed={envelope.signedHeaders === null ? null : signed} />
          <BodyHash exchange={exchange} />
          <Body body={requestBody} />
        </div>
        <div>
          <h3>Answer</h3>
          {response ? (
            <>
              <pre class="start">{visibleText(`HTTP ${response.status} ${response.reason}`)}</pre>
              <Headers headers={response.headers} signed={null} />
              <Body body={response.body} />
            </>
          ) : (
            <p class="why">{exchange.underWay ? "No answer yet." : "No answer was kept."}</p>
          )}
        </div>
      </div>
    </section>
  );
}

/** Who sent it, as far as the connection tells. */
function Sender({
  connection,
}: {
  readonly connection: InspectedExchange["examination"]["connection"];
}): JSX.Element | null {
  if (!connection?.client) return null;
  const { client, process, tlsVersion } = connection;
  const by = process ? `process ${process.name} (${process.pid}), ` : "";
  return <p class="why">{visibleText(`From ${by}${client}${tlsVersion ? `, ${tlsVersion}` : ""}`)}</p>;
}

interface HeadersProps {
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** The signed ones; null where that says nothing. */
  readonly signed: ReadonlySet<string> | null;
}

function Headers({ headers, signed }: HeadersProps): JSX.Element {
  return (
    <div class="wide">
      <table class="headers">
        <tbody>
          {headers.map(([name, value], at) => {
            const isSigned = signed?.has(name.toLowerCase());
            return (
              <tr key={at} class={isSigned ? "signed" : ""}>
                <th scope="row">
                  {visibleText(name)}
                  {signed && <small>{isSigned ? "signed" : "not signed"}</small>}
                </th>
                <td>{visibleText(value)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

/** What the header says of the body, against the body itself. */
function BodyHash({
  exchange: { examination },
}: {
  readonly exchange: InspectedExchange;
}): JSX.Element | null {
  const { headers, bodySha256Hex, bodyBytes } = examination.request;
  const said = headers.find(([name]) => name.toLowerCase() === "x-amz-content-sha256")?.[1] ?? null;
  if (said === null && bodySha256Hex === "") return null;
  const isHash = said !== null && /^[0-9a-f]{64}$/.test(said);
  const holds = isHash && bodySha256Hex !== "" ? said === bodySha256Hex : null;
  return (
    <table class="hashes">
      <tbody>
        <tr>
          <th scope="row">body</th>
          <td>
            {byteWords(bodyBytes)}, SHA-256 <code>{visibleText(bodySha256Hex)}</code>
          </td>
        </tr>
        {said !== null && (
          <tr>
            <th scope="row">header says</th>
            <td>
              <code>{visibleText(said)}</code>{" "}
              {holds !== null && <b class={holds ? "agrees" : "differs"}>{holds ? "it is" : "it is not"}</b>}
            </td>
          </tr>
        )}
      </tbody>
    </table>
  );
}

function Body({ body: { bytes, text, exact } }: { readonly body: ExportedBody }): JSX.Element | null {
  if (bytes === 0) return null;
  if (text === null) return <p class="why">{byteWords(bytes)} of body, not kept.</p>;
  const shown = visibleLines(text.replaceAll("\r\n", "\n"));
  return (
    <>
      {!exact && <p class="why">Redacted: this is not what was signed.</p>}
      <pre class="body">{shown.length > 20_000 ? `${shown.slice(0, 20_000)}…` : shown}</pre>
    </>
  );
}
