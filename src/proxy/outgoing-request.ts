// A request as it goes upstream where that is not as it came: signed again.

import type { SignedRequest } from "../interception/new-signature.ts";
import type { OutgoingBody } from "../interception/outgoing-body.ts";

/** What takes the place of the client's head and body. */
export interface OutgoingRequest {
  readonly target: string;
  /** Flat, as Node gives them. */
  readonly rawHeaders: readonly string[];
  /** The way of the body; null where it goes as it comes. */
  readonly body: OutgoingBody | null;
  /** A head that was sent with signature and Host changed back: it must then be what the client sent, byte for byte. */
  readonly asItCame: (sentHead: string) => string;
}

/** Makes it of a request that was signed again. */
export function outgoingRequest(signed: SignedRequest): OutgoingRequest {
  const { target, headers, signature, providedSignature, openBody, host, cameForHost } = signed;
  const withHost = (head: string): string =>
    host === undefined
      ? head
      : head.replace(/(\r\nhost: )([^\r]*)\r\n/i, (line, name: string, value: string) =>
          value === host ? `${name}${cameForHost}\r\n` : line,
        );
  return {
    target,
    rawHeaders: headers.flat(),
    body: openBody === null ? null : openBody(),
    asItCame: (sentHead) =>
      withHost(sentHead.replace(`Signature=${signature}`, `Signature=${providedSignature}`)),
  };
}
