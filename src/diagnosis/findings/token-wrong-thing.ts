// Something else than a session token stands in the token's place.
import { regionLooksValid } from "../../endpoints/partitions.ts";
import { signedExample } from "../example.ts";
import { placeholderOf } from "../placeholders.ts";
import type { FindingRule, Observation, RuleContext } from "../rule.ts";
import { sentTokens } from "../session-tokens.ts";

export const tokenWrongThing: FindingRule = {
  id: "token-wrong-thing",
  stage: "credentials",
  blame: "configuration",
  severity: "error",
  threads: 2,
  title: "What is sent as the session token is not one",
  why: "Session tokens of AWS STS are long (100 characters and more) and begin with letters such as IQoJ or FwoG. Here a secret key, a key id, a login token or a number was put into AWS_SESSION_TOKEN or its setting.",
  fix: "Set the session token that came with the temporary key id and secret, or leave it out for a permanent key (AKIA…).",
  wrongFix: "Do not shorten or re-encode it: it is another thing.",
  spec: "observed: a token of 40 characters in s3tools/s3cmd#1053, and https://docs.aws.amazon.com/STS/latest/APIReference/API_Credentials.html",
  example: () =>
    signedExample({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
      accessKeyId: "AKIAIOSFODNN7EXAMPLE",
      sessionToken: "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY",
    }),
  onlyWhen: "with token",
  inspect: (context) => seen(context),
};

/** What a text in the token's place is by its form, or null where it may be a token. */
function otherThing(text: string): string | null {
  if (/^(?:IQoJ|FwoG|FQoG|AQoD|AQoE|Agoa)/.test(text) || placeholderOf(text) !== null) return null;
  if (/^(?:AKIA|ASIA|AROA|AIDA)[A-Z0-9]{12,28}$/.test(text)) return "an access key id";
  if (/^[A-Za-z0-9+/]{40}$/.test(text)) return "40 characters, as a secret access key has";
  if (/^\d+$/.test(text)) return "a number";
  if (/^Atz[ar]\|/.test(text)) return "a Login with Amazon token (Atza|…)";
  if (/^eyJ[\w-]+\.[\w-]+\.[\w-]*$/.test(text)) return "a JSON Web Token (eyJ…)";
  if (/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(text)) return "a UUID";
  if (/^(?:Bearer|Basic) /i.test(text)) return "an Authorization value";
  if (/^arn:aws/.test(text)) return "an ARN";
  if (regionLooksValid(text)) return "a region";
  if (/^(?:true|false|nil|none|null|undefined|nan)$/i.test(text)) return `the word ${text.slice(0, 9)}`;
  return null;
}

/** What no store gives out as a session token: a key id, or forty characters in which all kinds are mixed. */
function isKeyOrSecret(text: string): boolean {
  if (/^A(?:KI|SI)A[A-Z0-9]{16}$/.test(text)) return true;
  return /^[A-Za-z0-9+/]{40}$/.test(text) && [/[A-Z]/, /[a-z]/, /\d/].every((kind) => kind.test(text));
}

function seen(context: RuleContext): Observation[] {
  const { envelope, endpoint, answer } = context;
  if (envelope === null || (answer !== null && answer.status < 400)) return [];
  const [token] = sentTokens(context.request, context.query);
  // S3-compatible stores give out tokens of their own, such as JSON Web Tokens.
  const told = answer?.code === "InvalidToken" || answer?.code === "InvalidTokenId";
  if (endpoint.partition === null && !told && !isKeyOrSecret(token?.text ?? "")) return [];
  const thing = token ? otherThing(token.text) : null;
  if (token === undefined || thing === null) return [];
  const characters = token.text.length;
  return [
    {
      detail: `The session token has ${characters} characters and looks like ${thing}; it is not shown here.`,
      evidence: { characters, looksLike: thing, accessKeyId: envelope.accessKeyId },
    },
  ];
}
