// The shape of a Credential: what can be shown of one that may hold a secret.
import { regionLooksValid } from "../endpoints/partitions.ts";
import { namesMistakenFor } from "../endpoints/signing-name-aliases.ts";

/** A Credential with every element that is not plainly harmless replaced by its length: `<20 characters>/20260102/us-east-1`. */
export function credentialShape(credential: string): string {
  const elements = credential.split("/").slice(0, 12);
  return elements
    .map((element, index) => (harmless(element, index) ? element : `<${element.length} characters>`))
    .join("/");
}

/** The elements of a Credential read from the right, where the known ones stand: the rest is the access key id. */
export function credentialIdPart(credential: string): string | null {
  const elements = credential.split("/");
  const date = elements.at(-4) ?? "";
  return elements.length >= 5 && elements.at(-1) === "aws4_request" && /^\d{8}$/.test(date)
    ? elements.slice(0, -4).join("/")
    : null;
}

/** A key id that has the form of a secret access key: forty characters of base64, none of AWS's prefixes. */
export function looksLikeSecret(accessKeyId: string): boolean {
  return (
    accessKeyId.length === 40 &&
    /^[A-Za-z0-9+/]{40}$/.test(accessKeyId) &&
    !/^A[A-Z]{2}A[A-Z0-9]+$/.test(accessKeyId)
  );
}

/** Whether what stands before the date in a Credential has slashes of its own, as a secret may, and no key id among them. */
export function holdsSlashedSecret(idPart: string): boolean {
  return idPart.includes("/") && !idPart.split("/").some((element) => keyId.test(element));
}

const keyId = /^A[A-Z]{2}A[A-Z0-9]{12,28}$/;

function harmless(element: string, index: number): boolean {
  if (element === "" || element === "aws4_request" || regionLooksValid(element)) return true;
  if (/^\d{8}$/.test(element) || /^(?:AKIA|ASIA)[A-Z0-9]{16}$/.test(element)) return true;
  return index > 0 && (element === "s3" || namesMistakenFor(element).length > 0);
}
