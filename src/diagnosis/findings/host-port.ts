// The host was signed with a port that was not sent, or without one that was.
import { headerValue } from "../../http/raw-headers.ts";
import { signedExample, withHeader } from "../example.ts";
import { hostParts } from "../host-names.ts";
import type { EnvelopeContext, FindingRule, Supposition } from "../rule.ts";
import { hostSigns } from "../text-signs-host.ts";
import { headerSupposition, signedValue } from "../variations.ts";

export const hostPort: FindingRule = {
  id: "host-port",
  stage: "headers",
  blame: "client",
  severity: "error",
  threads: 19,
  title: "The port in the signed host is not the port in the Host header",
  why: "HTTP libraries leave the default ports 443 and 80 out of Host and write every other port. The signed host must follow the same rule.",
  fix: "Sign the Host exactly as it is sent: without :443 for https and :80 for http, and with the port where it is another one.",
  wrongFix: "Do not take the host from a URL parser's hostname field when the port is not the default one.",
  spec: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html",
  example: () =>
    signedExample({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com:443/report.json",
      sent: (request) => withHeader(request, "Host", "examplebucket.s3.us-east-1.amazonaws.com"),
    }),
  suppose: (context) => suppositions(context),
  readTexts: (context) => hostSigns(context, "port"),
};

const ports = [
  "443",
  "80",
  "9000",
  "8080",
  "8443",
  "4566",
  "8000",
  "3000",
  "5000",
  "9001",
  "4572",
  "7480",
  "8333",
  "10443",
];

function* suppositions(context: EnvelopeContext): Generator<Supposition> {
  const received = signedValue(context, "host");
  if (received === null) return;
  const { name, port } = hostParts(received);
  // An IPv6 address without its brackets is a class of its own.
  if (name.includes(":") && !name.startsWith("[")) return;
  const forwarded = headerValue(context.request.headers, "x-forwarded-port")?.trim();
  const connected = hostParts(context.request.connection?.connectAuthority ?? "").port;
  const candidates = [null, "443", "80", connected, forwarded, ...ports];
  for (const candidate of new Set(candidates)) {
    if (candidate === undefined || candidate === "" || candidate === port) continue;
    const host = candidate === null ? name : `${name}:${candidate}`;
    yield headerSupposition(
      context,
      "host",
      host,
      `The host was signed as "${host}" and arrived as "${received}".`,
    );
  }
}
