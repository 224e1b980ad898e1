// Where credentials come from: which source wins and why, as `aws configure list` tells, and sets torn between sources.
import { shellQuoted } from "../report/shell-word.ts";
import type { Check } from "./check.ts";
import { holds } from "./check.ts";
import type { CredentialSet } from "./credential-sets.ts";
import { chosenProfile, credentialSets, profileNames, profileValue } from "./credential-sets.ts";
import { shownKeyId } from "./key-checks.ts";
import type { SharedFile, Surroundings } from "./surroundings.ts";

/** Checks of the sources. */
export function sourceChecks(surroundings: Surroundings): readonly Check[] {
  const sets = credentialSets(surroundings);
  return [
    winner(surroundings, sets),
    ...ambiguous(surroundings, sets),
    ...sets.flatMap((set) => incomplete(set, surroundings)),
    ...torn(sets),
    ...conflicts(sets),
    ...surroundings.files.flatMap(fileChecks),
  ];
}

function winner(surroundings: Surroundings, sets: readonly CredentialSet[]): Check {
  const id = "credentials-source";
  const { environment } = surroundings;
  const own = sets.find(({ profile }) => profile === null);
  if (own?.accessKeyId && own.secret) {
    const why = "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are set, and the environment comes first";
    return holds(id, "the environment", `${shownKeyId(own.accessKeyId.text)}: ${why}`);
  }
  const name = chosenProfile(surroundings);
  const variable = environment.AWS_PROFILE ? "AWS_PROFILE names it" : "it is the default";
  const profile = profileSource(surroundings, sets, name);
  if (profile !== null)
    return holds(id, `profile ${name}`, `${profile}: ${variable}, and the environment has no key`);
  const elsewhere = laterSource(environment);
  if (elsewhere !== null) return holds(id, elsewhere.subject, elsewhere.detail);
  if (environment.AWS_PROFILE && !profileNames(surroundings).includes(name)) {
    const detail = `AWS_PROFILE names the profile ${name}, and no shared file has it`;
    return {
      id,
      status: "error",
      subject: "AWS_PROFILE",
      detail,
      fix: `aws configure --profile ${shellQuoted(name)}`,
    };
  }
  const detail =
    "none here: signatures can then be read but not verified, unless keys are given with --credentials";
  return { id, status: "note", subject: "credentials", detail, fix: null };
}

const profileKinds: readonly (readonly [key: string, words: string])[] = [
  ["role_arn", "a role that is assumed (role_arn)"],
  ["sso_session", "IAM Identity Center (sso_session)"],
  ["sso_start_url", "IAM Identity Center (sso_start_url)"],
  ["login_session", "a console login (login_session)"],
  ["credential_process", "a program (credential_process)"],
];

function profileSource(
  surroundings: Surroundings,
  sets: readonly CredentialSet[],
  name: string,
): string | null {
  const set = sets.find(({ profile }) => profile === name);
  if (set?.accessKeyId && set.secret) return shownKeyId(set.accessKeyId.text);
  return profileKinds.find(([key]) => profileValue(surroundings, name, key) !== null)?.[1] ?? null;
}

function laterSource(environment: Surroundings["environment"]): { subject: string; detail: string } | null {
  const because = "is set, and nothing before it has a key";
  if (environment.AWS_WEB_IDENTITY_TOKEN_FILE)
    return { subject: "web identity", detail: `AWS_WEB_IDENTITY_TOKEN_FILE ${because}` };
  const container = ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI"].find(
    (name) => environment[name],
  );
  return container === undefined ? null : { subject: "the container", detail: `${container} ${because}` };
}

/** AWS CLI, boto3 and Go take the environment's key before AWS_PROFILE; the SDK for JavaScript v3 the other way round. */
function ambiguous({ environment }: Surroundings, sets: readonly CredentialSet[]): readonly Check[] {
  const own = sets.find(({ profile }) => profile === null);
  if (!own?.accessKeyId || !own.secret || !environment.AWS_PROFILE) return [];
  const detail =
    "the environment has a key and AWS_PROFILE names a profile: the AWS CLI, boto3 and Go take the key, the SDK for JavaScript the profile";
  const fix = "unset AWS_PROFILE   # or: unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN";
  return [{ id: "credentials-ambiguous", status: "warning", subject: "AWS_PROFILE", detail, fix }];
}

function incomplete(set: CredentialSet, surroundings: Surroundings): readonly Check[] {
  const { subject, accessKeyId, secret, token } = set;
  if (accessKeyId && secret) return [];
  const id = "credentials-incomplete";
  if (!accessKeyId && !secret) {
    if (set.profile !== null && profileSource(surroundings, [], set.profile) !== null) return [];
    const detail = "a session token stands alone: it belongs to a key id and a secret that are not here";
    const fix = token?.place.startsWith("[")
      ? `take the token out of ${token.place}`
      : "unset AWS_SESSION_TOKEN AWS_SECURITY_TOKEN";
    return [{ id, status: "warning", subject, detail, fix }];
  }
  const detail = accessKeyId
    ? `${accessKeyId.place} has a key id and there is no secret: the AWS CLI stops, SDKs go on to another source`
    : `${secret?.place} has a secret and there is no key id: the AWS CLI stops, SDKs go on to another source`;
  const fix =
    set.profile === null
      ? "set both AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or unset both"
      : `aws configure --profile ${shellQuoted(set.profile)}`;
  return [{ id, status: "error", subject, detail, fix }];
}

/** A set whose values stand in two files, and an environment's token that belongs to a profile with another key id. */
function torn(sets: readonly CredentialSet[]): readonly Check[] {
  const id = "credentials-torn";
  const split = sets.flatMap((set): Check[] => {
    const places = new Set([set.accessKeyId, set.secret, set.token].flatMap((value) => value?.place ?? []));
    if (set.profile === null || places.size < 2) return [];
    const detail = `its values stand in two places (${[...places].join("; ")}): after a change of one they no longer belong together`;
    return [
      {
        id,
        status: "warning",
        subject: set.subject,
        detail,
        fix: "keep all three values in the credentials file",
      },
    ];
  });
  const own = sets.find(({ profile }) => profile === null);
  const foreign = sets.filter(
    (set) =>
      set !== own &&
      ((own?.token && own.token.text === set.token?.text) ||
        (own?.secret && own.secret.text === set.secret?.text)) &&
      own?.accessKeyId &&
      set.accessKeyId &&
      own.accessKeyId.text !== set.accessKeyId.text,
  );
  return [
    ...split,
    ...foreign.map((set): Check => {
      const detail = `the environment's key id is ${shownKeyId(own?.accessKeyId?.text ?? "")}, but its ${own?.token && own.token.text === set.token?.text ? "session token" : "secret"} is that of ${set.subject} (${shownKeyId(set.accessKeyId?.text ?? "")})`;
      return {
        id,
        status: "error",
        subject: "the environment",
        detail,
        fix: "export key id, secret and token of one set again, together",
      };
    }),
  ];
}

/** One key id with two secrets: one of them is old. */
function conflicts(sets: readonly CredentialSet[]): readonly Check[] {
  return sets.flatMap((set, index): Check[] => {
    const other = sets
      .slice(0, index)
      .find((before) => before.accessKeyId?.text === set.accessKeyId?.text && before.secret && set.secret);
    if (!set.accessKeyId || !other || other.secret?.text.trim() === set.secret?.text.trim()) return [];
    const detail = `${shownKeyId(set.accessKeyId.text)} has another secret in ${other.subject}: one of the two is wrong or old`;
    return [
      {
        id: "key-id-conflict",
        status: "error",
        subject: set.subject,
        detail,
        fix: "keep the secret that works: aws sts get-caller-identity --profile NAME",
      },
    ];
  });
}

function fileChecks(file: SharedFile): readonly Check[] {
  const id = "credentials-file";
  const { place: subject, state } = file;
  if (state === "missing") return [];
  if (state === "unreadable")
    return [
      { id, status: "error", subject, detail: "cannot be read", fix: `chmod 600 ${shellQuoted(file.path)}` },
    ];
  const checks: Check[] = [];
  const holdsSecret = file.entries.some(({ key }) => key === "aws_secret_access_key");
  if (holdsSecret && file.mode !== null && (file.mode & 0o077) !== 0) {
    const detail = `holds secrets and is open to other users (mode ${(file.mode & 0o777).toString(8)})`;
    checks.push({ id, status: "warning", subject, detail, fix: `chmod 600 ${shellQuoted(file.path)}` });
  }
  if (file.byteOrderMark) {
    const detail = "begins with a byte order mark: some SDKs do not find its first profile";
    checks.push({
      id,
      status: "error",
      subject,
      detail,
      fix: `sed -i '1s/^\\xEF\\xBB\\xBF//' ${shellQuoted(file.path)}`,
    });
  }
  return checks.length > 0
    ? checks
    : [holds(id, subject, `${new Set(file.entries.map(({ section }) => section)).size} sections`)];
}
