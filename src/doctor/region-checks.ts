// Regions: one is set, its variables agree, and it is a region rather than a zone, a host or a text with something around it.

import { placeholderOf } from "../diagnosis/placeholders.ts";
import { pseudoRegions, regionLooksValid } from "../endpoints/partitions.ts";
import { shellQuoted } from "../report/shell-word.ts";
import type { Check } from "./check.ts";
import { holds } from "./check.ts";
import type { Placed } from "./credential-sets.ts";
import { chosenProfile, profileNames, profileValue } from "./credential-sets.ts";
import { foreignCharacter } from "./secret-form.ts";
import type { Surroundings } from "./surroundings.ts";

/** Checks of every region that is set, and that one is. */
export function regionChecks(surroundings: Surroundings): readonly Check[] {
  const regions = [...fromEnvironment(surroundings), ...fromProfiles(surroundings)];
  return [...missing(surroundings, regions), ...agreement(surroundings), ...regions.map(regionForm)];
}

function fromEnvironment({ environment }: Surroundings): readonly Placed[] {
  return ["AWS_REGION", "AWS_DEFAULT_REGION"].flatMap((name) =>
    environment[name] ? [{ text: environment[name] ?? "", place: name }] : [],
  );
}

function fromProfiles(surroundings: Surroundings): readonly Placed[] {
  return profileNames(surroundings).flatMap((profile) =>
    ["region", "sso_region"].flatMap((key) => profileValue(surroundings, profile, key) ?? []),
  );
}

function missing(surroundings: Surroundings, regions: readonly Placed[]): readonly Check[] {
  const own = profileValue(surroundings, chosenProfile(surroundings), "region");
  const variables = regions.filter(({ place }) => !place.startsWith("["));
  if (own !== null || variables.length > 0) return [];
  const detail = "no region is set: many SDKs stop, others sign for us-east-1";
  const profile = chosenProfile(surroundings);
  const named = profile === "default" ? "" : ` --profile ${shellQuoted(profile)}`;
  const fix = `export AWS_REGION=us-east-1 AWS_DEFAULT_REGION=us-east-1   # or: aws configure set region us-east-1${named}`;
  const hasCredentials = surroundings.environment.AWS_ACCESS_KEY_ID || profileNames(surroundings).length > 0;
  return [
    { id: "region-missing", status: hasCredentials ? "warning" : "note", subject: "region", detail, fix },
  ];
}

/** boto3 and AWS CLI 1 read AWS_DEFAULT_REGION only, the SDKs for JavaScript, Go and Java AWS_REGION only. */
function agreement({ environment }: Surroundings): readonly Check[] {
  const { AWS_REGION: one = "", AWS_DEFAULT_REGION: other = "" } = environment;
  if (one === "" || other === "" || one === other) return [];
  const detail =
    "differs from AWS_REGION: boto3 and AWS CLI 1 read the one, the SDKs for JavaScript, Go and Java the other";
  const fix = `export AWS_DEFAULT_REGION="$AWS_REGION"`;
  return [{ id: "region-ambiguous", status: "warning", subject: "AWS_DEFAULT_REGION", detail, fix }];
}

function regionForm({ text, place }: Placed): Check {
  const id = "region-form";
  if (regionLooksValid(text)) return holds(id, place, text);
  const [detail, right] = regionFault(text);
  const value = right ?? "us-east-1";
  const fix = place.startsWith("[") ? `write region = ${value} in ${place}` : `export ${place}=${value}`;
  return { id, status: "error", subject: place, detail, fix };
}

/** What is wrong, and the region that was meant where it can be told. */
function regionFault(text: string): readonly [string, string | null] {
  for (const [right, words] of misspellings(text)) if (regionLooksValid(right)) return [words, right];
  if (pseudoRegions().includes(text))
    return [`${text} is a name of SDKs; no signature is scoped to it`, "us-east-1"];
  if (placeholderOf(text) !== null) return ["is a placeholder that nothing replaced", null];
  const foreign = /[^a-z0-9-]/.test(text) ? foreignCharacter(text) : null;
  const shown = /^[A-Za-z0-9_-]{1,24}$/.test(text) ? text : "the text";
  return [foreign === null ? `${shown} is no AWS region` : `is no AWS region: it holds ${foreign}`, null];
}

/** What each way of spoiling a region would have been made from, and its words. */
function misspellings(text: string): readonly (readonly [right: string, words: string])[] {
  const zone = /^([a-z]+(?:-[a-z]+){1,3}-\d+)[a-z]$/.exec(text)?.[1] ?? "";
  const inside = /(?:^|[./])([a-z]+(?:-[a-z]+){1,3}-\d+)(?:[./:]|$)/.exec(text)?.[1] ?? "";
  return [
    [text.split("\0")[0] ?? "", "holds a NUL byte"],
    [text.trim().replace(/^(["'])(.*)\1$/, "$2"), "is surrounded by white space or quotes"],
    [zone, `${text} is an availability zone`],
    [text.toLowerCase().replaceAll("_", "-"), `${text} is not spelled as a region is`],
    [inside, "is a host or URL"],
  ];
}
