// The environment that leads a command to countersign's own endpoint (--endpoint-mode): one variable of AWS's, and no proxy.
import type { ChildEnvironment, Environment, ExampleCredentials } from "./child-environment.ts";
import { sandboxVariables } from "./child-environment.ts";

/** What it is made from. */
export interface EndpointEnvironmentInput {
  /** `http://127.0.0.1:8080`. */
  readonly endpointUrl: string;
  readonly parent: Environment;
  readonly exampleCredentials: ExampleCredentials | null;
}

/** The variables for one command. */
export function endpointEnvironment(input: EndpointEnvironmentInput): ChildEnvironment {
  const { endpointUrl, parent } = input;
  const own = Object.keys(parent).filter((name) => parent[name] !== undefined && overrides.test(name));
  const noProxy = [parent.NO_PROXY ?? parent.no_proxy ?? "", new URL(endpointUrl).hostname]
    .filter((part) => part !== "")
    .join(",");
  return {
    set: {
      AWS_ENDPOINT_URL: endpointUrl,
      NO_PROXY: noProxy,
      no_proxy: noProxy,
      ...sandboxVariables(input),
      COUNTERSIGN_ACTIVE: "1",
    },
    removed: own,
    notes: own.length === 0 ? [] : [`${own.join(", ")} would lead elsewhere: left out for the command.`],
  };
}

/** Endpoints of single services win over the one for all, and this switch takes all of them away. */
const overrides = /^AWS_ENDPOINT_URL_[A-Z0-9_]+$|^AWS_IGNORE_CONFIGURED_ENDPOINT_URLS$/;
