// Configured endpoints: AWS_ENDPOINT_URL and its kin in the environment and in profiles, and the switch that silences them.
import { isAwsHost } from "../endpoints/aws-host.ts";
import type { Check } from "./check.ts";
import { holds } from "./check.ts";
import type { Placed } from "./credential-sets.ts";
import { chosenProfile, profileNames, profileValue } from "./credential-sets.ts";
import type { Surroundings } from "./surroundings.ts";

/** Checks of configured endpoints. */
export function endpointChecks(surroundings: Surroundings): readonly Check[] {
  const endpoints = [...fromEnvironment(surroundings), ...fromProfiles(surroundings)];
  return [...endpoints.map(endpointCheck), ...ignored(surroundings, endpoints)];
}

function fromEnvironment({ environment }: Surroundings): readonly Placed[] {
  return Object.entries(environment).flatMap(([name, text]) =>
    /^AWS_ENDPOINT_URL(?:_[A-Z0-9_]+)?$/.test(name) && text ? [{ text, place: name }] : [],
  );
}

function fromProfiles(surroundings: Surroundings): readonly Placed[] {
  return profileNames(surroundings).flatMap((name) => profileValue(surroundings, name, "endpoint_url") ?? []);
}

function endpointCheck({ text, place }: Placed): Check {
  const id = "endpoint-url";
  const unset = place.startsWith("[") ? `take endpoint_url out of ${place}` : `unset ${place}`;
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) {
    const detail = "is no http:// or https:// URL";
    return { id, status: "error", subject: place, detail, fix: `${unset}   # or write https://HOST:PORT` };
  }
  if (url.username !== "" || url.password !== "")
    return { id, status: "error", subject: place, detail: "holds a login, which no SDK sends", fix: unset };
  if (url.search !== "" || url.hash !== "" || (url.pathname !== "/" && url.pathname !== "")) {
    const detail = `${url.host} with a path or query: it becomes part of what is signed, and some SDKs drop it`;
    return { id, status: "warning", subject: place, detail, fix: `${unset}   # or write ${url.origin}` };
  }
  if (isAwsHost(url.hostname)) return holds(id, place, url.host);
  if (isLoopback(url.hostname)) {
    const detail = `${url.host}: calls go there instead of AWS; countersign opens it only with --intercept ${url.host}`;
    return { id, status: "note", subject: place, detail, fix: null };
  }
  if (url.protocol === "http:") {
    const detail = `${url.host} without TLS: the session token and the data pass in the clear`;
    return {
      id,
      status: "warning",
      subject: place,
      detail,
      fix: `${unset}   # or write https://${url.host}`,
    };
  }
  const detail = `${url.host}: calls go there instead of AWS; countersign opens it only with --intercept ${url.host}`;
  return { id, status: "note", subject: place, detail, fix: null };
}

function ignored(surroundings: Surroundings, endpoints: readonly Placed[]): readonly Check[] {
  const switches = [
    ...(surroundings.environment.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS
      ? [
          {
            text: surroundings.environment.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS,
            place: "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
          },
        ]
      : []),
    ...[
      profileValue(surroundings, chosenProfile(surroundings), "ignore_configured_endpoint_urls") ?? [],
    ].flat(),
  ];
  const on = switches.find(({ text }) => /^true$/i.test(text.trim()));
  if (!on || endpoints.length === 0) return [];
  const detail = `switches off ${endpoints.map(({ place }) => place).join(", ")}: calls go to AWS`;
  const fix = on.place.startsWith("[")
    ? `take ignore_configured_endpoint_urls out of ${on.place}`
    : `unset ${on.place}`;
  return [{ id: "endpoint-ignored", status: "warning", subject: on.place, detail, fix }];
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(host);
}
