// Who tells: the resource of every signal. OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES are read by the SDK and win.
import { hostname } from "node:os";
import type { Resource } from "@opentelemetry/resources";
import {
  detectResources,
  envDetector,
  resourceFromAttributes,
  serviceInstanceIdDetector,
} from "@opentelemetry/resources";

/** The resource of this run: service.name, service.version, an instance id that is new for each run, and host.name. */
export function telemetryResource(version: string): Resource {
  const own = { "service.name": "countersign", "service.version": version, "host.name": hostname() };
  return resourceFromAttributes(own).merge(
    detectResources({ detectors: [serviceInstanceIdDetector, envDetector] }),
  );
}
