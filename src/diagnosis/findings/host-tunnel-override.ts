// The client dialled one name and wrote another into Host: a tunnel, a port forward, or a Host option.
import { signedExample, withHeader } from "../example.ts";
import { hostSuppositions } from "../host-names.ts";
import type { FindingRule } from "../rule.ts";
import { hostSigns } from "../text-signs-host.ts";

export const hostTunnelOverride: FindingRule = {
  id: "host-tunnel-override",
  aliases: [
    {
      id: "host-rewritten-by-reverse-proxy",
      toldApartBy:
        "whether a proxy changes the name, or the client was told to dial another one (tunnel, --connect-to, Host option)",
    },
  ],
  stage: "headers",
  blame: "client",
  severity: "error",
  threads: 4,
  title: "The host of the URL was signed, and another Host was sent",
  why: "Behind an SSH tunnel or a port forward the URL names localhost and a Host header names the service. The signer took the host of the URL, while the service verifies the Host header.",
  fix: "Keep the service's own name in the URL and send it through the tunnel by name resolution (--connect-to or --resolve of curl, an entry in the hosts file), or give the signer the same Host that is sent.",
  wrongFix: "Do not sign the tunnel's local address: the service never sees it.",
  spec: "observed: public thread okigan/awscurl#129",
  example: () =>
    signedExample({
      url: "https://localhost:9200/_cluster/health",
      service: "es",
      sent: (request) => withHeader(request, "Host", "search-example-abcdefghij.us-east-1.es.amazonaws.com"),
    }),
  suppose: (context) => hostSuppositions(context, "tunnel"),
  readTexts: (context) => hostSigns(context, "tunnel"),
};
