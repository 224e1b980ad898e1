// The envelope taken apart: the text that carries a signature as pieces, each named and explained, nothing of it left out.
import type { ExaminationJson } from "../report/examination-json.ts";

/** What a piece is. `plain` is what stands between. */
export type Part =
  | "plain"
  | "algorithm"
  | "access-key"
  | "date"
  | "region"
  | "service"
  | "terminator"
  | "signed-headers"
  | "time"
  | "expires"
  | "token"
  | "signature";

/** A stretch of the envelope. */
export interface Piece {
  readonly part: Part;
  readonly text: string;
}

/** The envelope's text in pieces, and where it stood. */
export interface Anatomy {
  readonly place: string;
  readonly pieces: readonly Piece[];
}

/** What each part says. */
export const partWords: Readonly<
  Record<Exclude<Part, "plain">, { readonly name: string; readonly says: string }>
> = {
  algorithm: { name: "Algorithm", says: "How it was signed: the first line of the string to sign." },
  "access-key": {
    name: "Access key id",
    says: "Whose key. AKIA is a long-lived key; ASIA is temporary and needs its session token.",
  },
  date: {
    name: "Date",
    says: "The day, in UTC, that the signing key is for. It must be the day of the time.",
  },
  region: { name: "Region", says: "The region that the signing key is for. It must be the endpoint's own." },
  service: {
    name: "Service",
    says: "The signing name of the service, which is not always the name in the host.",
  },
  terminator: { name: "Terminator", says: "Always aws4_request: the last step of the key's derivation." },
  "signed-headers": {
    name: "Signed headers",
    says: "Which headers the signature covers, in order. Any of them that changes on the way breaks it.",
  },
  time: { name: "Time", says: "When it was signed. AWS compares it with its own clock." },
  expires: { name: "Expires", says: "For how many seconds after that time the URL may be used." },
  token: { name: "Session token", says: "Belongs to a temporary key. Its value is never shown." },
  signature: {
    name: "Signature",
    says: "HMAC-SHA256 of the string to sign with the derived key. Shortened where it was stored.",
  },
};

const headerGrammar =
  /(AWS4-[\w-]+)|(Credential=)([^/,\s]*)(?:(\/)([^/,\s]*))?(?:(\/)([^/,\s]*))?(?:(\/)([^/,\s]*))?(?:(\/)([^/,\s]*))?|(SignedHeaders=)([^,\s]*)|(Signature=)([^,\s]*)/g;

const headerParts: readonly Part[] = [
  "algorithm",
  "plain",
  "access-key",
  "plain",
  "date",
  "plain",
  "region",
  "plain",
  "service",
  "plain",
  "terminator",
  "plain",
  "signed-headers",
  "plain",
  "signature",
];

const queryParts: Readonly<Record<string, Part>> = {
  "x-amz-algorithm": "algorithm",
  "x-amz-date": "time",
  "x-amz-expires": "expires",
  "x-amz-security-token": "token",
  "x-amz-signedheaders": "signed-headers",
  "x-amz-signature": "signature",
};

/** The envelope of a request in pieces; null where there is none. Joined, the pieces are the text. */
export function anatomyOf({
  request,
  envelope,
}: Pick<ExaminationJson, "request" | "envelope">): Anatomy | null {
  const header = request.headers.find(([name]) => name.toLowerCase() === "authorization");
  if (header && /AWS4-/.test(header[1])) return { place: header[0], pieces: headerPieces(header[1]) };
  if (envelope.form === "presigned-url" && request.target.includes("?"))
    return { place: "query", pieces: queryPieces(request.target) };
  return header ? { place: header[0], pieces: [{ part: "plain", text: header[1] }] } : null;
}

function headerPieces(text: string): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const match of text.matchAll(headerGrammar)) {
    pieces.push({ part: "plain", text: text.slice(at, match.index) });
    for (const [index, part] of headerParts.entries()) pieces.push({ part, text: match[index + 1] ?? "" });
    at = match.index + match[0].length;
  }
  pieces.push({ part: "plain", text: text.slice(at) });
  return joined(pieces);
}

function queryPieces(target: string): Piece[] {
  const query = target.indexOf("?") + 1;
  const pieces: Piece[] = [{ part: "plain", text: target.slice(0, query) }];
  for (const [index, parameter] of target.slice(query).split("&").entries()) {
    const equals = parameter.indexOf("=") + 1;
    const name = parameter.slice(0, Math.max(equals - 1, 0)).toLowerCase();
    pieces.push({ part: "plain", text: `${index > 0 ? "&" : ""}${parameter.slice(0, equals)}` });
    const value = parameter.slice(equals);
    if (name === "x-amz-credential") pieces.push(...credentialPieces(value));
    else pieces.push({ part: queryParts[name] ?? "plain", text: value });
  }
  return joined(pieces);
}

function credentialPieces(text: string): Piece[] {
  const parts: readonly Part[] = ["access-key", "date", "region", "service", "terminator"];
  let next = 0;
  return text.split(/(%2F|\/)/i).map((piece, index) => {
    if (index % 2 === 1) return { part: "plain", text: piece };
    next += 1;
    return { part: parts[next - 1] ?? "plain", text: piece };
  });
}

/** Empty pieces are none, and neighbours that are plain are one. */
function joined(pieces: readonly Piece[]): Piece[] {
  const whole: Piece[] = [];
  for (const piece of pieces) {
    const last = whole.at(-1);
    if (piece.text === "") continue;
    if (last?.part === "plain" && piece.part === "plain")
      whole[whole.length - 1] = { part: "plain", text: last.text + piece.text };
    else whole.push(piece);
  }
  return whole;
}
