// A URL as a tool names it, cut into what goes on the wire. Nothing is parsed or normalised that the wire would not change.
import { utf8AsLatin1 } from "./input-exchange.ts";

/** Scheme, authority and origin-form target (latin1) of a URL. */
export interface RequestUrl {
  readonly scheme: "http" | "https";
  readonly authority: string;
  readonly target: string;
}

/** Cuts a URL; null when it is none. A URL without a scheme is taken as https, as it names AWS. */
export function requestUrl(text: string): RequestUrl | null {
  if (text.length > 65_536 || /[\s\0]/.test(text)) return null;
  const cut = /^(?:(https?):\/\/)?(?:[^/?#@]{0,256}@)?([^/?#]{1,512})([^#]*)/i.exec(utf8AsLatin1(text));
  if (!cut?.[2] || cut[2].endsWith(":") || !/^[\w.\-[\]:~%*]+$/.test(cut[2])) return null;
  const rest = cut[3] ?? "";
  return {
    scheme: cut[1]?.toLowerCase() === "http" ? "http" : "https",
    authority: cut[2],
    target: rest.startsWith("/") ? rest : `/${rest}`,
  };
}
