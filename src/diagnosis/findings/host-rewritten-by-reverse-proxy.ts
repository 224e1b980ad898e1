// A reverse proxy replaced the Host header that the client signed.
import { signedExample, withHeader } from "../example.ts";
import { hostSuppositions } from "../host-names.ts";
import { nextOf } from "../likely-first.ts";
import { lateAfter } from "../long-tail.ts";
import type { EnvelopeContext, FindingRule, Supposition } from "../rule.ts";
import { hostSigns } from "../text-signs-host.ts";

export const hostRewrittenByReverseProxy: FindingRule = {
  id: "host-rewritten-by-reverse-proxy",
  aliases: [
    {
      id: "host-tunnel-override",
      toldApartBy:
        "whether the client itself was told to dial another name (tunnel, --connect-to, Host option)",
    },
  ],
  stage: "headers",
  blame: "intermediary",
  severity: "error",
  threads: 21,
  title: "The Host that arrived is not the Host that was signed: a reverse proxy replaced it",
  why: "Every SigV4 signature covers the Host header. A reverse proxy that puts the name of its upstream into Host makes the signature wrong.",
  fix: "Make the proxy pass the client's Host on unchanged: proxy_set_header Host $http_host in nginx, ProxyPreserveHost On in Apache, passHostHeader in Traefik; or let the client sign for the upstream's name.",
  wrongFix: "Do not set Host to $host in nginx when a port is in use: it drops the port.",
  spec: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html",
  example: () =>
    signedExample({
      url: "https://storage.example.com/examplebucket/report.json",
      sent: (request) =>
        withHeader(withHeader(request, "Host", "minio:9000"), "X-Forwarded-Host", "storage.example.com"),
    }),
  suppose: (context) => suppositions(context),
  ownsHeader: (name) => name === "host" || name === ":authority",
  readTexts: (context) => hostSigns(context, "proxy"),
};

/** Names of proxies that are tried first, and together with other faults. */
const likely = 60;

/** A local name that was signed may be a tunnel's as well, which the rule for tunnels says first. */
function* suppositions(context: EnvelopeContext): Generator<Supposition> {
  const proxies = hostSuppositions(context, "proxy");
  yield* nextOf(proxies, likely);
  yield* lateAfter(hostSuppositions(context, "tunnel"), 0);
  yield* lateAfter(proxies, 0);
}
