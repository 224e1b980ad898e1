// A reverse proxy replaced the Host header that the client signed.
import { signedExample, withHeader } from "../example.ts";
import { hostSuppositions } from "../host-names.ts";
import type { FindingRule } from "../rule.ts";

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
  suppose: (context) => hostSuppositions(context, "proxy"),
};
