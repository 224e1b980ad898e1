// Where telemetry goes: --otlp, or the variables that every OpenTelemetry SDK reads.
import type { Settings } from "./settings.ts";

/** A target of OTLP/HTTP. */
export interface OtlpTarget {
  /** The base address; null leaves it, with those of single signals, to the variables that the SDK reads. */
  readonly url: string | null;
  /** As it may be shown: without login, query and fragment. */
  readonly shown: string;
}

/** The target, a sentence where the environment asks for what countersign does not do, or null for none. */
export function otlpTarget(
  { otlp }: Pick<Settings, "otlp">,
  environment: Readonly<Record<string, string | undefined>>,
): OtlpTarget | { readonly refused: string } | null {
  if (/^true$/i.test(environment.OTEL_SDK_DISABLED ?? "")) return null;
  if (otlp === "off") return null;
  if (otlp !== null) return { url: otlp, shown: shownUrl(otlp) };
  const endpoint = environment.OTEL_EXPORTER_OTLP_ENDPOINT;
  if (endpoint === undefined || endpoint.trim() === "") return null;
  if (environment.OTEL_EXPORTER_OTLP_PROTOCOL === "grpc")
    return {
      refused:
        "OTEL_EXPORTER_OTLP_PROTOCOL is grpc, and countersign sends OTLP over HTTP: no telemetry is sent; give --otlp http://COLLECTOR:4318",
    };
  if (!isHttpUrl(endpoint))
    return { refused: "OTEL_EXPORTER_OTLP_ENDPOINT is no http:// or https:// address: no telemetry is sent" };
  return { url: null, shown: shownUrl(endpoint) };
}

/** Whether a text is an http:// or https:// address. */
export function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) && new URL(text).hostname !== "";
}

function shownUrl(text: string): string {
  const { protocol, host } = new URL(text);
  return `${protocol}//${host}`;
}
