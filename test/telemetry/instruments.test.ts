import { expect, it } from "vitest";
import { statusClass } from "../../src/telemetry/instruments.ts";

it("sorts answers into classes", () => {
  const classes = [200, 304, 403, 503, 99, 600, null].map((status) => statusClass({ status }));
  expect(classes).toEqual(["2xx", "3xx", "4xx", "5xx", "none", "none", "none"]);
});
