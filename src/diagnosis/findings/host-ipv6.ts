// An IPv6 address lost its brackets or its zone between signing and sending.
import { signedExample } from "../example.ts";
import type { EnvelopeContext, FindingRule, Supposition } from "../rule.ts";
import { hostSigns } from "../text-signs-host.ts";
import { headerSupposition, signedValue } from "../variations.ts";

export const hostIpv6: FindingRule = {
  id: "host-ipv6",
  aliases: [
    { id: "host-port", toldApartBy: "whether only the port differs, or the brackets or the zone too" },
  ],
  stage: "headers",
  blame: "client",
  severity: "error",
  threads: 2,
  title: "The IPv6 address in the signed host is written differently from the one in Host",
  why: "In a Host header an IPv6 address stands in brackets, with the port behind them and without a zone. URL parsers hand it out without brackets, and signers then sign that.",
  fix: "Sign the Host header as it is sent: [address]:port, brackets kept, the zone (%eth0) left out.",
  wrongFix:
    "Do not remove the brackets from the Host header: the port can then not be told from the address.",
  spec: "https://www.rfc-editor.org/rfc/rfc3986#section-3.2.2",
  example: () =>
    signedExample({
      url: "http://[fd00::17]:9000/examplebucket/report.json",
      signedInput: (input) => ({
        ...input,
        headers: input.headers.map((header) =>
          header.name === "host" ? { ...header, value: "fd00::17:9000" } : header,
        ),
      }),
    }),
  suppose: (context) => suppositions(context),
  readTexts: (context) => hostSigns(context, "ipv6"),
};

const literal = /^\[([0-9a-f:.]*:[0-9a-f:.]*)(?:%([^\]]*))?\](?::(\d+))?$/i;
const bare = /^([0-9a-f.]*:[0-9a-f:.]*)(?:%(.*))?$/i;
const ports = ["443", "80", "9000", "8080", "4566", "8443"];

function* suppositions(context: EnvelopeContext): Generator<Supposition> {
  const received = signedValue(context, "host");
  if (received === null) return;
  const seen = new Set([received]);
  for (const host of spellings(received, ports)) {
    if (seen.has(host)) continue;
    seen.add(host);
    const detail = `The host was signed as "${host}" and arrived as "${received}".`;
    yield headerSupposition(context, "host", host, detail);
  }
}

function* spellings(received: string, others: readonly string[]): Generator<string> {
  const [, inBrackets, zone, port] = literal.exec(received) ?? [];
  if (inBrackets !== undefined) {
    yield* written(inBrackets, port ?? null, zone ?? null);
    for (const other of others) yield* written(inBrackets, other, zone ?? null);
    return;
  }
  const [, address = "", bareZone] = bare.exec(received) ?? [];
  if (address.split(":").length < 3) return;
  yield* written(address, null, bareZone ?? null);
  // Without brackets the last group may be the port.
  const last = address.lastIndexOf(":");
  if (/^\d+$/.test(address.slice(last + 1)) && last > 1) {
    yield* written(address.slice(0, last), address.slice(last + 1), bareZone ?? null);
  }
  for (const other of others) yield* written(address, other, bareZone ?? null);
}

function* written(address: string, port: string | null, zone: string | null): Generator<string> {
  const ending = port === null ? "" : `:${port}`;
  for (const name of [address, address.toLowerCase(), address.toUpperCase()]) {
    yield `${name}${ending}`;
    yield `[${name}]${ending}`;
    yield name;
    yield `[${name}]`;
    for (const one of zone === null ? ["eth0", "en0"] : [zone, zone.replace(/^25/, "")]) {
      yield* [`[${name}%${one}]${ending}`, `[${name}%25${one}]${ending}`, `${name}%${one}${ending}`];
    }
  }
}
