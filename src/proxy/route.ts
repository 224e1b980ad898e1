// Where the requests of a client connection go: one destination, one lane to it, and what is known of the connection.
import type { ConnectionFacts } from "../http/captured-exchange.ts";
import type { Arrival } from "../interception/plan.ts";
import type { UpstreamLane } from "./upstream-lane.ts";

/** A destination of a client connection. */
export interface Route {
  readonly scheme: "https" | "http";
  readonly lane: UpstreamLane;
  /** Authority of the absolute target, or null inside a tunnel. */
  readonly absolute: string | null;
  /** Whether exchanges are captured: true for opened hosts, false for those only passed on. */
  readonly observed: boolean;
  /** What a request's head must agree with; known after the TLS handshake. */
  readonly arrival: () => Arrival;
  readonly facts: () => ConnectionFacts;
}
