// Temporary credentials in an answer that passed by: STS, SSO, Cognito, CreateSession of S3 Express, and what containers and
// instances get. Pure: what is found is wrapped at once, and the caller keeps it in memory only.
import type { Endpoint } from "../endpoints/endpoint.ts";
import { endpointOf } from "../endpoints/endpoint.ts";
import type { CapturedRequest, CapturedResponse } from "../http/captured-exchange.ts";
import { latin1 } from "../http/http-message.ts";
import { headerValue } from "../http/raw-headers.ts";
import { hostOf, targetParts } from "../http/request-target.ts";
import { parseHttpOrIsoDate } from "../sigv4/amz-date.ts";
import { queryParameters } from "../sigv4/canonical-query.ts";
import type { Knowledge, KnownCredentials } from "../sigv4/known-credentials.ts";
import { revealSecret, Secret } from "../sigv4/secret.ts";
import { unescapedXml } from "./answer-text.ts";
import type { BodyTools } from "./body-tools.ts";

/** Longest answer that is looked at, in bytes; the longest of AWS's is a few KiB. */
const longestBytes = 65_536;

/** Learned sets that are kept; beyond it the oldest is forgotten. */
const mostLearned = 256;

/**
 * The temporary credentials in an answer, empty in almost every case. Only services that hand them out are listened to, so that
 * nobody else's answer can put a secret beside a key id. Total.
 */
export function learnedCredentials(
  request: CapturedRequest,
  response: CapturedResponse | null,
  tools: BodyTools,
): readonly KnownCredentials[] {
  if (response === null || response.status !== 200) return [];
  const giver = giverOf(request);
  const text = giver === null ? null : bodyText(response, tools);
  if (giver === null || text === null) return [];
  const sets = /^\s*[[{]/.test(text) ? jsonSets(text) : xmlSets(text);
  return sets.flatMap((set) => wrapped(set, giver));
}

/** Knowledge with learned sets added: each once, those from configuration kept, the oldest learned ones forgotten. Null: nothing new. */
export function withLearned(knowledge: Knowledge, learned: readonly KnownCredentials[]): Knowledge | null {
  const fresh = learned.filter((one) => !knowledge.credentials.some((known) => sameSet(known, one)));
  if (fresh.length === 0) return null;
  const all = [...knowledge.credentials, ...fresh];
  const learnedSets = all.filter(isLearned);
  const forgotten = new Set(learnedSets.slice(0, Math.max(0, learnedSets.length - mostLearned)));
  return { ...knowledge, credentials: all.filter((known) => !forgotten.has(known)) };
}

const learnedMark = "learned from ";

function isLearned({ source }: KnownCredentials): boolean {
  return source.startsWith(learnedMark);
}

function sameSet(known: KnownCredentials, one: KnownCredentials): boolean {
  return (
    known.accessKeyId === one.accessKeyId &&
    revealSecret(known.secretAccessKey) === revealSecret(one.secretAccessKey) &&
    text(known.sessionToken) === text(one.sessionToken)
  );
}

function text(secret: Secret | null): string | null {
  return secret === null ? null : revealSecret(secret);
}

/** Services, by signing name, whose answers hold temporary credentials, in words. */
const givers: ReadonlyMap<string, string> = new Map([
  ["sts", "STS"],
  ["awsssoportal", "IAM Identity Center"],
  ["cognito-identity", "Cognito"],
  ["eks-auth", "EKS Pod Identity"],
  ["rolesanywhere", "IAM Roles Anywhere"],
  ["lakeformation", "Lake Formation"],
]);

/** Who gave the answer, in words; null for everybody who does not give credentials. */
function giverOf(request: CapturedRequest): string | null {
  const host = hostOf(request);
  if (isOwnOrLinkLocal(host)) return `the credentials endpoint ${host}`;
  const endpoint = endpointOf(host);
  const { signingName } = endpoint;
  if (signingName === null || endpoint.service === null) return null;
  return givers.get(signingName) ?? (isCreateSession(request, endpoint) ? "CreateSession" : null);
}

function isCreateSession({ method, target }: CapturedRequest, { signingName }: Endpoint): boolean {
  if (method !== "GET" || (signingName !== "s3express" && signingName !== "s3")) return false;
  return queryParameters(targetParts(target).query).some(({ name }) => name === "session");
}

/** Where containers, pods and instances ask: loopback (AWS_CONTAINER_CREDENTIALS_FULL_URI), ECS, EKS and EC2. */
function isOwnOrLinkLocal(host: string): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|169\.254\.(?:169\.254|170\.2|170\.23)|\[::1\]|\[fd00:ec2::(?:254|23)\])$/.test(
    host,
  );
}

function bodyText({ headers, body }: CapturedResponse, tools: BodyTools): string | null {
  const { content } = body;
  if (content === null || content.length === 0 || content.length > longestBytes) return null;
  if (headerValue(headers, "content-encoding") === undefined) return latin1(content);
  const inflated = tools.inflated(content);
  return inflated === null || inflated.length > longestBytes ? null : latin1(inflated);
}

/** One set as an answer spells it. */
interface GivenSet {
  readonly accessKeyId: string;
  readonly secret: string;
  readonly token: string;
  readonly end: string | number | null;
}

const places = 2048;

/** Every object in a JSON text that has key id, secret and token, whatever stands around it. */
function jsonSets(json: string): GivenSet[] {
  if (!/secret(?:access)?key/i.test(json)) return [];
  let whole: unknown;
  try {
    whole = JSON.parse(json);
  } catch {
    return [];
  }
  const found: GivenSet[] = [];
  const waiting: unknown[] = [whole];
  for (let looked = 0; looked < places && waiting.length > 0; looked += 1) {
    const value = waiting.pop();
    if (typeof value !== "object" || value === null) continue;
    const members = Object.entries(value).slice(0, places);
    waiting.push(...members.map(([, member]) => member));
    const set = setOf(new Map(members.map(([name, member]) => [name.toLowerCase(), member])));
    if (set) found.push(set);
  }
  return found;
}

function setOf(members: ReadonlyMap<string, unknown>): GivenSet | null {
  const accessKeyId = members.get("accesskeyid");
  const secret = members.get("secretaccesskey") ?? members.get("secretkey");
  const token = members.get("sessiontoken") ?? members.get("token");
  const end = members.get("expiration");
  if (typeof accessKeyId !== "string" || typeof secret !== "string" || typeof token !== "string") return null;
  return { accessKeyId, secret, token, end: typeof end === "string" || typeof end === "number" ? end : null };
}

/** The `Credentials` of an XML answer: there is one. */
function xmlSets(xml: string): GivenSet[] {
  const opened = /<(?:\w{1,20}:)?Credentials>/.exec(xml);
  if (!opened) return [];
  const rest = xml.slice(opened.index + opened[0].length);
  const end = /<\/(?:\w{1,20}:)?Credentials>/.exec(rest)?.index ?? 0;
  const members = [...rest.slice(0, end).matchAll(/<(?:\w{1,20}:)?(\w{1,32})>([^<]*)</g)];
  const set = setOf(
    new Map(members.map(([, name = "", value = ""]) => [name.toLowerCase(), unescapedXml(value).trim()])),
  );
  return set ? [set] : [];
}

function wrapped({ accessKeyId, secret, token, end }: GivenSet, giver: string): KnownCredentials[] {
  if (!/^[A-Za-z0-9_-]{16,128}$/.test(accessKeyId) || secret.length < 16 || token === "") return [];
  return [
    {
      accessKeyId,
      secretAccessKey: new Secret(secret),
      spelling: null,
      sessionToken: new Secret(token),
      expiresAtEpochMs: endEpochMs(end),
      source: learnedMark + giver,
    },
  ];
}

/** Identity Center counts milliseconds, Cognito seconds; everybody else writes ISO 8601. */
function endEpochMs(end: GivenSet["end"]): number | null {
  if (typeof end === "string") return parseHttpOrIsoDate(end);
  if (end === null) return null;
  return Math.round(end < 100_000_000_000 ? end * 1000 : end);
}
