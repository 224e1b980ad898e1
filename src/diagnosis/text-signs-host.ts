// What the host line of somebody's text tells: whose name it is, and which kind of change between client and server it speaks for.
import { isAwsHost } from "../endpoints/aws-host.ts";
import { hostParts } from "./host-names.ts";
import type { Observation, TextsContext } from "./rule.ts";
import type { TextsView } from "./texts-view.ts";
import { shownFact, suspicion, textsView } from "./texts-view.ts";

/** The class a host line speaks for. */
export type HostKind = "port" | "case" | "ipv6" | "cdn" | "proxy" | "tunnel";

/** Distribution names of content networks and of AWS's own domain mappings. */
const networks: RegExp =
  /\.(?:cloudfront\.net|azureedge\.net|b-cdn\.net|fastly\.net|edgekey\.net|akamaized\.net|cdn77\.org|workers\.dev|pages\.dev|vercel\.app|netlify\.app)$/;

/** Tunnels and the names machines have in containers. */
const tunnels: RegExp =
  /(?:\.ngrok(?:-free)?\.(?:io|app|dev)|\.loca\.lt|\.trycloudflare\.com|\.serveo\.net|host\.docker\.internal|host\.containers\.internal)$/;

/** Names without a dot, addresses, and names that no public resolver knows. */
const internal: RegExp =
  /^(?:[\w-]+|\d{1,3}(?:\.\d{1,3}){3}|.*\.(?:local|localdomain|internal|svc|cluster|lan|corp|docker|test|consul))$/;

/** Imitators of S3, which are asked under names of their own. */
const imitators: RegExp =
  /(?:storage\.googleapis\.com|digitaloceanspaces\.com|wasabisys\.com|backblazeb2\.com|r2\.cloudflarestorage\.com|aliyuncs\.com|myqcloud\.com|linodeobjects\.com|scw\.cloud|play\.min\.io|ovh\.net|cloud\.net|storage\.yandexcloud\.net)/;

/** What the host line says for one class; empty where it says nothing for it. */
export function hostSigns(context: TextsContext, kind: HostKind): Observation[] {
  const view = textsView(context);
  const sign = view.host === null || view.host === "" ? null : signOf(view, view.host);
  if (sign?.kind !== kind) return [];
  const evidence = { host: view.host };
  if (sign.likelihood === 1) return [shownFact(sign.detail, evidence)];
  return [suspicion(sign.detail, sign.likelihood, evidence)];
}

interface HostSign {
  readonly kind: HostKind;
  readonly likelihood: number;
  readonly detail: string;
}

function signOf(view: TextsView, host: string): HostSign | null {
  if (host.startsWith("["))
    return {
      kind: "ipv6",
      likelihood: 0.6,
      detail: `The host is an IPv6 literal, ${host}, which signers write differently.`,
    };
  const { name, port } = hostParts(host);
  const whose = view.side === "client" ? "The client signed" : "The server read";
  if (/[A-Z]/.test(name))
    return { kind: "case", likelihood: 0.6, detail: `${whose} the host with capital letters, ${host}.` };
  return foreignName(name, whose) ?? portSign(port, host, whose) ?? otherName(view, name, whose);
}

function foreignName(name: string, whose: string): HostSign | null {
  if (tunnels.test(name))
    return {
      kind: "tunnel",
      likelihood: 0.8,
      detail: `${whose} the host ${name}, the name of a tunnel or a container.`,
    };
  if (networks.test(name))
    return {
      kind: "cdn",
      likelihood: 1,
      detail: `${whose} the host ${name}, the name of a content network and not of the service.`,
    };
  return null;
}

function portSign(port: string | null, host: string, whose: string): HostSign | null {
  if (port === null) return null;
  const standard = port === "443" || port === "80";
  const detail = `${whose} the host with a port, ${host}; clients and servers differ over ${standard ? "the standard port" : "ports"} in the Host header.`;
  return { kind: "port", likelihood: standard ? 0.85 : 0.6, detail };
}

/** A name that is neither AWS's nor an imitator's, under a scope of AWS. */
function otherName(view: TextsView, name: string, whose: string): HostSign | null {
  if (isAwsHost(name) || imitators.test(name)) return null;
  if (internal.test(name))
    return {
      kind: "proxy",
      likelihood: 0.6,
      detail: `${whose} the host ${name}, a name inside somebody's own network.`,
    };
  if (view.scope === null || !/^(?:s3|execute-api|es|aoss|lambda)$/.test(view.service ?? "")) return null;
  return {
    kind: "cdn",
    likelihood: 0.5,
    detail: `${whose} the host ${name}, which is no name of the service's own.`,
  };
}
