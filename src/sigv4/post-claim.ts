// What a browser's form claims: a policy, a key id and a signature over the policy, in Version 4 or in Version 2.
import type { CapturedRequest } from "../http/captured-exchange.ts";
import type { CredentialScope } from "./credential-scope.ts";
import { parseCredential } from "./credential-scope.ts";
import type { PostForm } from "./post-form.ts";
import { postField, readPostForm } from "./post-form.ts";

/** The claim of a form. Texts are as sent; what is missing is null. */
export interface PostClaim {
  readonly version: 4 | 2;
  readonly form: PostForm;
  /** The policy field: base64 as posted. Not to be shown: with its signature it is a permission. */
  readonly policy: string | null;
  readonly algorithm: string | null;
  readonly accessKeyId: string | null;
  /** The x-amz-credential field; null in Version 2. */
  readonly credentialText: string | null;
  readonly credentialScope: CredentialScope | null;
  readonly amzDate: string | null;
  readonly providedSignature: string | null;
  readonly sessionToken: "signed" | "absent";
}

/** Fields by which a form shows that it is meant to be signed. */
const signedFields = [
  "policy",
  "x-amz-signature",
  "x-amz-credential",
  "x-amz-algorithm",
  "awsaccesskeyid",
  "signature",
];

/** Reads the claim of a POST with a form; null when the request is none, or when its form has nothing of a signature. */
export function readPostClaim(request: CapturedRequest): PostClaim | null {
  const form = readPostForm(request);
  if (form === null || !form.fields.some(({ name }) => signedFields.includes(name.toLowerCase())))
    return null;
  const field = (name: string): string | null => postField(form, name) ?? null;
  const version = isVersionTwo(field) ? 2 : 4;
  const credentialText = version === 4 ? field("x-amz-credential") : null;
  const parsed = credentialText === null ? null : parseCredential(credentialText);
  const credential = parsed && "scope" in parsed ? parsed : null;
  return {
    version,
    form,
    policy: field("policy"),
    algorithm: version === 2 ? "HmacSHA1" : field("x-amz-algorithm"),
    accessKeyId:
      version === 2 ? field("awsaccesskeyid") : (credential?.accessKeyId ?? keyIdOf(credentialText)),
    credentialText,
    credentialScope: credential?.scope ?? null,
    amzDate: field("x-amz-date"),
    providedSignature: field(version === 2 ? "signature" : "x-amz-signature"),
    sessionToken: field("x-amz-security-token") === null ? "absent" : "signed",
  };
}

function isVersionTwo(field: (name: string) => string | null): boolean {
  if (field("x-amz-signature") !== null || field("x-amz-credential") !== null) return false;
  return field("awsaccesskeyid") !== null || field("signature") !== null;
}

function keyIdOf(credentialText: string | null): string | null {
  return credentialText === null ? null : (credentialText.split("/")[0] ?? null);
}
