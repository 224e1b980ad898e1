// The sets of credentials of the surroundings: of the environment and of every profile, each value with the place it came from.
import type { SharedFile, Surroundings } from "./surroundings.ts";

/** A value and where it stands. */
export interface Placed {
  readonly text: string;
  readonly place: string;
}

/** One set. */
export interface CredentialSet {
  /** `the environment`, or `profile dev`. */
  readonly subject: string;
  /** Null for the environment. */
  readonly profile: string | null;
  readonly accessKeyId: Placed | null;
  readonly secret: Placed | null;
  readonly token: Placed | null;
}

/** Every set with at least one of its three values, the environment's first. */
export function credentialSets(surroundings: Surroundings): readonly CredentialSet[] {
  const sets = [environmentSet(surroundings), ...profileNames(surroundings).map(profileSet(surroundings))];
  return sets.filter(({ accessKeyId, secret, token }) => accessKeyId ?? secret ?? token);
}

/** Every profile of both files, in their order. */
export function profileNames({ files }: Pick<Surroundings, "files">): readonly string[] {
  return [...new Set(files.flatMap(({ entries }) => entries.map(({ section }) => section)))].filter(
    (name) => !/^(?:sso-session|services) /.test(name),
  );
}

/** The value of a profile's key: the credentials file wins, and in one file the last of two. */
export function profileValue(
  { files }: Pick<Surroundings, "files">,
  profile: string,
  key: string,
): Placed | null {
  for (const file of files) {
    const found = file.entries.findLast((entry) => entry.section === profile && entry.key === key);
    if (found) return { text: found.value, place: placeOf(file, profile) };
  }
  return null;
}

/** The profile that programs take: AWS_PROFILE, AWS_DEFAULT_PROFILE or `default`. */
export function chosenProfile({ environment }: Pick<Surroundings, "environment">): string {
  return environment.AWS_PROFILE || environment.AWS_DEFAULT_PROFILE || "default";
}

function environmentSet({ environment }: Surroundings): CredentialSet {
  const placed = (...names: readonly string[]): Placed | null => {
    const name = names.find((each) => environment[each] !== undefined && environment[each] !== "");
    return name === undefined ? null : { text: environment[name] ?? "", place: name };
  };
  return {
    subject: "the environment",
    profile: null,
    accessKeyId: placed("AWS_ACCESS_KEY_ID"),
    secret: placed("AWS_SECRET_ACCESS_KEY"),
    token: placed("AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN"),
  };
}

function profileSet(surroundings: Surroundings): (profile: string) => CredentialSet {
  return (profile) => {
    const value = (...keys: readonly string[]): Placed | null => {
      for (const key of keys) {
        const found = profileValue(surroundings, profile, key);
        if (found && found.text !== "") return found;
      }
      return null;
    };
    return {
      subject: `profile ${profile}`,
      profile,
      accessKeyId: value("aws_access_key_id"),
      secret: value("aws_secret_access_key"),
      token: value("aws_session_token", "aws_security_token"),
    };
  };
}

function placeOf({ place }: SharedFile, profile: string): string {
  return `[${profile}] of ${place}`;
}
