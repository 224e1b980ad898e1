// What a client claims, as the report shows it, whichever form the claim has.
import type { CapturedRequest } from "../http/captured-exchange.ts";
import { headerValue } from "../http/raw-headers.ts";
import { targetParts } from "../http/request-target.ts";
import { queryParameters, queryValue } from "../sigv4/canonical-query.ts";
import type { CredentialScope } from "../sigv4/credential-scope.ts";
import type { EnvelopeForm, EnvelopeReading } from "../sigv4/envelope.ts";

/** A claim: as sent, with null for all that it does not have or that could not be read. */
export interface Claim {
  readonly form: EnvelopeForm;
  readonly algorithm: string | null;
  readonly accessKeyId: string | null;
  readonly credentialScope: CredentialScope | null;
  readonly signedHeaders: readonly string[] | null;
  readonly providedSignature: string | null;
  readonly amzDate: string | null;
  readonly expiresText: string | null;
  readonly sessionToken: "signed" | "unsigned" | "absent";
}

/** The claim of a request. */
export function claimOf(reading: EnvelopeReading, request: CapturedRequest): Claim {
  const { amzDate, expiresText, sessionToken } = timesOf(reading, request);
  return { ...identity(reading), amzDate, expiresText, sessionToken };
}

/** The signatures a client shows, as they may stand in any other text. */
export function claimedSignatures(reading: EnvelopeReading): readonly string[] {
  const { providedSignature: sent } = identity(reading);
  if (sent === null) return [];
  // A base64 signature travels percent-encoded in a query.
  const encoded = encodeURIComponent(sent);
  return encoded === sent ? [sent] : [sent, encoded];
}

type Identity = Omit<Claim, "amzDate" | "expiresText" | "sessionToken">;
type Times = Pick<Claim, "amzDate" | "expiresText" | "sessionToken">;

const nothingClaimed = {
  algorithm: null,
  accessKeyId: null,
  credentialScope: null,
  signedHeaders: null,
  providedSignature: null,
};

function identity(reading: EnvelopeReading): Identity {
  switch (reading.kind) {
    case "read": {
      const { form, algorithm, accessKeyId, credentialScope, signedHeaders, providedSignature } =
        reading.envelope;
      return { form, algorithm, accessKeyId, credentialScope, signedHeaders, providedSignature };
    }
    case "malformed":
      return { form: reading.form, ...reading.parts };
    case "legacy": {
      const { form, algorithm, accessKeyId, providedSignature } = reading.claim;
      return { ...nothingClaimed, form, algorithm, accessKeyId, providedSignature };
    }
    case "form": {
      const { algorithm, accessKeyId, credentialScope, providedSignature } = reading.claim;
      return {
        form: reading.form,
        algorithm,
        accessKeyId,
        credentialScope,
        signedHeaders: null,
        providedSignature,
      };
    }
    case "absent":
    case "other-scheme":
      return { ...nothingClaimed, form: reading.form };
  }
}

function timesOf(reading: EnvelopeReading, request: CapturedRequest): Times {
  const sent = headerValue(request.headers, "x-amz-date") ?? null;
  switch (reading.kind) {
    case "read":
      return reading.envelope;
    case "malformed":
      return reading.lenient ?? { amzDate: sent, expiresText: null, sessionToken: tokenOf(request) };
    case "legacy": {
      const { claim } = reading;
      // Expires of Version 2 is a point in time; expiresSeconds is a life.
      return {
        amzDate: sent ?? (claim.expiresText === null ? claim.dateText : null),
        expiresText: null,
        sessionToken: claim.sessionToken,
      };
    }
    case "form":
      return {
        amzDate: reading.claim.amzDate,
        expiresText: null,
        sessionToken: reading.claim.sessionToken,
      };
    case "absent":
    case "other-scheme":
      return { amzDate: sent, expiresText: null, sessionToken: tokenOf(request) };
  }
}

/** A token beside a claim that could not be read is not known to be signed. */
function tokenOf(request: CapturedRequest): "unsigned" | "absent" {
  const inHeader = headerValue(request.headers, "x-amz-security-token") !== undefined;
  const query = queryParameters(targetParts(request.target).query);
  return inHeader || queryValue(query, "X-Amz-Security-Token") !== undefined ? "unsigned" : "absent";
}
