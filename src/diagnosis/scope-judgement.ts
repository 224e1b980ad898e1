// The judgement on a scope's region: which one of the four faults of a region applies. Every rule about regions asks here.
import type { Endpoint } from "../endpoints/endpoint.ts";
import { knownRegions, pseudoRegions, regionLooksValid } from "../endpoints/partitions.ts";
import { takesRegion } from "../endpoints/scope-fit.ts";
import { coversRegion, regionSetNames } from "../sigv4/region-set.ts";
import type { RuleContext } from "./rule.ts";
import type { ServerAnswer } from "./server-answer.ts";
import { regionSet } from "./sigv4a-texts.ts";

/** The faults of a scope's region, as ids of their rules. */
export type RegionFault =
  | "region-nul-byte"
  | "scope-region-malformed"
  | "scope-global-service-region"
  | "scope-region-wrong";

/** A region that the endpoint does not take. */
export interface RegionJudgement {
  readonly fault: RegionFault;
  readonly sent: string;
  /** The region to sign for; null when neither host nor answer tells. */
  readonly expected: string | null;
}

/** Judges the scope's region against the host; null when it fits or the host does not tell. */
export function regionJudgement(context: RuleContext): RegionJudgement | null {
  const { envelope, endpoint } = context;
  if (envelope === null) return null;
  if (envelope.credentialScope.regionless) return regionSetJudgement(context);
  const sent = envelope.credentialScope.region;
  if (sent === endpoint.region || endpoint.region === "*") return null;
  if (holdsNul(sent)) return { fault: "region-nul-byte", sent, expected: repairedRegion(sent) };
  const taken = takesRegion(endpoint, sent);
  if (endpoint.partition === null || taken === true) return null;
  const expected = taken === false ? endpoint.region : null;
  const fault = faultOf(sent, endpoint);
  if (fault === "scope-region-malformed") return { fault, sent, expected: expected ?? repairedRegion(sent) };
  if (pseudoRegions().includes(sent)) return { fault, sent, expected };
  return expected === null ? null : { fault, sent, expected };
}

/** SigV4A: one of the regions of X-Amz-Region-Set must be the endpoint's. An endpoint of several regions tells nothing. */
function regionSetJudgement(context: RuleContext): RegionJudgement | null {
  const { endpoint } = context;
  const sent = regionSet(context) ?? "";
  const names = regionSetNames(sent);
  if (names.length === 0 || endpoint.region === null || takesRegion(endpoint, "") !== false) return null;
  const regions = [endpoint.region, ...endpoint.alternatives.map(({ region }) => region ?? "")];
  if (regions.some((region) => coversRegion(names, region))) return null;
  const regionLike = names.some((name) => name.includes("*") || regionLooksValid(name));
  const fault = regionLike ? "scope-region-wrong" : "scope-region-malformed";
  return { fault, sent: sent.slice(0, 200), expected: endpoint.region };
}

/** Judges by the answer alone, where the service refused the region and the host told nothing. */
export function answeredRegionJudgement(
  context: RuleContext & { readonly answer: ServerAnswer },
): RegionJudgement | null {
  const { answer, endpoint } = context;
  if (answer.message === null || regionJudgement(context) !== null || endpoint.region === "*") return null;
  const named = refusedRegion.exec(answer.message) ?? unscopedRegion.exec(answer.message);
  const sent = named?.[1];
  if (sent === undefined) return null;
  return {
    fault: faultOf(sent, endpoint),
    sent,
    expected: named?.[2] ?? answer.elements.Region ?? endpoint.region,
  };
}

/** Whether a region carries a NUL byte, raw or spelled as an escape. */
export function holdsNul(region: string): boolean {
  return region.includes("\0") || /%00|\\0|\\x00|\\u0000/.test(region);
}

/** The region somebody meant by a wrong spelling: letter case, underscores, blanks, a zone's letter, a host around it. Or null. */
export function repairedRegion(sent: string): string | null {
  const plain = sent
    .replace(/\0|%00|\\0|\\x00|\\u0000/g, "")
    .trim()
    .toLowerCase()
    .replaceAll("_", "-")
    .replaceAll(" ", "-");
  if (known(plain)) return plain;
  const zoneless = plain.replace(/[a-z]$/, "");
  if (known(zoneless)) return zoneless;
  const undashed = /^([a-z]{2}(?:-[a-z]+)?)-?([a-z]+)-?(\d)$/.exec(plain);
  const dashed = undashed ? `${undashed[1]}-${undashed[2]}-${undashed[3]}` : "";
  if (known(dashed)) return dashed;
  return plain.split(/[./]/).find(known) ?? null;
}

/** Hosts without a region that belong to regional services: what AWS documents as their us-east-1. */
const regionalWithoutRegion: ReadonlySet<string> = new Set([
  "s3",
  "autoscaling",
  "cloudformation",
  "dynamodb",
  "ec2",
  "elasticloadbalancing",
  "elasticmapreduce",
  "monitoring",
  "rds",
  "sdb",
  "sns",
  "sqs",
]);

const refusedRegion = /the region ['"]([^'"]*)['"] is wrong; expecting ['"]([^'"]*)['"]/;
const unscopedRegion = /Credential should be scoped to a valid region, not ['"]([^'"]*)['"]/;

function faultOf(sent: string, endpoint: Endpoint): RegionFault {
  if (pseudoRegions().includes(sent)) return "scope-global-service-region";
  if (!regionLooksValid(sent)) return holdsNul(sent) ? "region-nul-byte" : "scope-region-malformed";
  if (isGlobalService(endpoint)) return "scope-global-service-region";
  return isGlobalRegionOfSts(sent, endpoint) ? "scope-global-service-region" : "scope-region-wrong";
}

/** Whether a host is that of a service that has one region for its whole partition (IAM, Route 53, the global STS). */
export function isGlobalService(endpoint: Endpoint): boolean {
  return (
    endpoint.global &&
    takesRegion(endpoint, "") === false &&
    !regionalWithoutRegion.has(endpoint.signingName ?? "")
  );
}

/** A regional STS endpoint signed for the region of the global one (faults seen with hashicorp/vault#11067 and others). */
function isGlobalRegionOfSts(sent: string, endpoint: Endpoint): boolean {
  return (
    endpoint.signingName === "sts" &&
    (sent === "us-east-1" || sent === "us-gov-west-1" || sent === "cn-north-1")
  );
}

function known(region: string): boolean {
  return knownRegions().includes(region);
}
