// SARIF 2.1.0: findings as results for code scanning. Written as it goes, so that memory grows with the rules seen and not with the
// requests; the tool with its rules therefore stands behind the results.
import { sha256Hex } from "../http/digest.ts";
import type { ExaminationJson, FindingJson } from "./examination-json.ts";
import { clipped, requestLine, requestPlace, requestUrl } from "./request-facts.ts";
import { ruleWords } from "./rule-words.ts";
import { visibleLines, visibleText } from "./visible-text.ts";

/** One request of a SARIF log: its examination, and its HAR to be attached. */
export interface SarifSubject {
  readonly examination: ExaminationJson;
  /** The exchange as a HAR document; null attaches none. */
  readonly har: string | null;
}

/** A SARIF 2.1.0 log in pieces of text. `version` is that of countersign. */
export async function* sarifLog(
  subjects: AsyncIterable<SarifSubject> | Iterable<SarifSubject>,
  version: string,
): AsyncGenerator<string> {
  const rules = new Map<string, number>();
  const artifacts = new Map<string, string>();
  yield `{"$schema":${JSON.stringify(schema)},"version":"2.1.0","runs":[{"columnKind":"utf16CodeUnits","results":[`;
  let first = true;
  for await (const subject of subjects) {
    for (const finding of subject.examination.findings) {
      const uri = attachmentUri(subject.examination);
      if (subject.har !== null && artifacts.size < mostAttachments) artifacts.set(uri, subject.har);
      const result = sarifResult(finding, subject.examination, rules, artifacts.has(uri));
      yield `${first ? "" : ","}\n${JSON.stringify(result)}`;
      first = false;
    }
  }
  yield `\n],"artifacts":[${[...artifacts].map(artifact).join(",")}\n],"tool":${JSON.stringify(tool(rules, version))}}]}\n`;
}

const schema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json";

/** HAR documents that are attached at most: they are held until the results are written. */
const mostAttachments = 500;

type Json = Readonly<Record<string, unknown>>;

function sarifResult(
  finding: FindingJson,
  examination: ExaminationJson,
  rules: Map<string, number>,
  attached: boolean,
): Json {
  const { rule, certainty, severity, blame, stage, fix, wrongFix } = finding;
  if (!rules.has(rule)) rules.set(rule, rules.size);
  const isCause = examination.causes.includes(rule);
  const detail = visibleLines(finding.detail);
  const uri = attachmentUri(examination);
  return {
    ruleId: rule,
    ruleIndex: rules.get(rule),
    level: severity,
    kind: "fail",
    message: {
      text: `${finding.title}. ${detail} What to do: ${fix}${wrongFix ? ` What not to do: ${wrongFix}` : ""}`,
    },
    locations: [location(examination)],
    ...(attached
      ? { attachments: [{ description: { text: "the exchange as HAR 1.2" }, artifactLocation: { uri } }] }
      : {}),
    partialFingerprints: { "countersign/v1": fingerprint(finding, examination) },
    webRequest: webRequest(examination),
    ...webResponse(examination),
    properties: {
      certainty,
      blame,
      stage,
      isCause,
      verdict: examination.verdict,
      examination: examination.id,
      time: examination.time,
      service: examination.endpoint?.service ?? null,
      region: examination.endpoint?.region ?? null,
    },
  };
}

/** Where the request came from: the input's file, or the HAR of the exchange; and the request line as a logical location. */
function location(examination: ExaminationJson): Json {
  const uri =
    examination.input === null || examination.input === "-"
      ? attachmentUri(examination)
      : fileUri(examination.input);
  return {
    physicalLocation: { artifactLocation: { uri }, region: { startLine: 1 } },
    logicalLocations: [{ fullyQualifiedName: requestLine(examination), kind: "resource" }],
  };
}

/** The same fault at the same place has the same fingerprint in every run: no time, id, query or signature is in it. */
function fingerprint({ rule }: FindingJson, examination: ExaminationJson): string {
  const scope = examination.envelope.credentialScope;
  const parts = [
    rule,
    examination.request.method,
    requestPlace(examination),
    scope?.service ?? "",
    scope?.region ?? "",
  ];
  return sha256Hex(JSON.stringify(parts)).slice(0, 32);
}

function webRequest({ request }: ExaminationJson): Json {
  return {
    protocol: "HTTP",
    version: request.httpVersion,
    method: visibleText(request.method),
    target: visibleText(requestUrl(request)),
    headers: joinedHeaders(request.headers),
    properties: { bodyBytes: request.bodyBytes, bodySha256Hex: request.bodySha256Hex },
  };
}

/** SARIF knows one value for each name: further ones are joined as RFC 9110 joins them. */
function joinedHeaders(headers: ExaminationJson["request"]["headers"]): Json {
  const joined = new Map<string, string>();
  for (const [name, value] of headers) {
    const before = joined.get(name);
    joined.set(name, before === undefined ? value : `${before}, ${value}`);
  }
  return Object.fromEntries([...joined].map(([name, value]) => [visibleText(name), visibleText(value)]));
}

function webResponse({ response }: ExaminationJson): { webResponse?: Json } {
  if (!response) return {};
  const { status, code, message, requestId } = response;
  return {
    webResponse: {
      statusCode: status,
      noResponseReceived: false,
      properties: {
        code: code && visibleText(code),
        message: message && clipped(visibleLines(message), 4000),
        requestId,
      },
    },
  };
}

function artifact([uri, har]: readonly [string, string]): string {
  return `\n${JSON.stringify({
    location: { uri },
    mimeType: "application/json",
    roles: ["attachment"],
    contents: { text: har },
  })}`;
}

function tool(rules: ReadonlyMap<string, number>, version: string): Json {
  return {
    driver: { name: "countersign", semanticVersion: version, rules: [...rules.keys()].map(sarifRule) },
  };
}

function sarifRule(id: string): Json {
  const words = ruleWords(id);
  if (!words) return { id };
  const { title, why, fix, wrongFix, spec, severity, stage, blame } = words;
  const help = `${fix}${wrongFix ? `\n\nWhat not to do: ${wrongFix}` : ""}`;
  return {
    id,
    shortDescription: { text: `${title}.` },
    fullDescription: { text: why },
    help: { text: help, markdown: help },
    ...(spec.startsWith("https://") ? { helpUri: spec } : {}),
    defaultConfiguration: { level: severity },
    properties: { tags: ["aws", "sigv4", stage, blame] },
  };
}

/** The name under which an exchange's HAR is attached. */
function attachmentUri({ id, input, index }: ExaminationJson): string {
  const name = input === null ? id : `${id}-${index}`;
  return `countersign/${encodeURIComponent(name.replace(/[^\x20-\x7e]/g, "_"))}.har`;
}

/** A path as given on the command line, as a URI reference; absolute ones become file: URIs. */
function fileUri(path: string): string {
  const encoded = path
    .replaceAll("\\", "/")
    .split("/")
    .map((part) => encodeURIComponent(part.replace(/[\ud800-\udfff]/g, "_")))
    .join("/");
  if (encoded.startsWith("/")) return `file://${encoded}`;
  return encoded.replace(/^([A-Za-z])%3A\//, "file:///$1:/");
}
