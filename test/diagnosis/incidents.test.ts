import { describe, expect, it } from "vitest";
import { createExaminer, examine } from "../../src/diagnosis/examine.ts";
import type { ExampleRecipe } from "../../src/diagnosis/example.ts";
import { signedExample } from "../../src/diagnosis/example.ts";
import { incidentWords, openIncidents } from "../../src/diagnosis/incidents.ts";

const url = "https://examplebucket.s3.us-east-1.amazonaws.com/a";

function examination(id: string, recipe: Partial<ExampleRecipe> = {}, atMs = 0) {
  const { request, knowledge, nowEpochMs } = signedExample({ url, ...recipe });
  const timed = { ...request, receivedAtEpochMs: nowEpochMs + atMs };
  const subject = { id, input: null, index: 0, request: timed, response: null, selfCheck: null, nowEpochMs };
  return examine(subject, createExaminer(knowledge, []));
}
const broken: Partial<ExampleRecipe> = { secret: "another" };

describe("incidents", () => {
  it("count the same fault of the same client with its first and last time", () => {
    const incidents = openIncidents();
    expect(incidents.add(examination("1", broken))).toMatchObject({ id: "1", count: 1 });
    expect(incidents.add(examination("2", { ...broken, method: "PUT" }))).toMatchObject({
      id: "2",
      count: 1,
    });
    const again = incidents.add(examination("3", { ...broken, url: `${url}/b` }, 90_000));
    expect(again).toMatchObject({ id: "1", count: 2, deterministic: true });
    expect((again?.lastEpochMs ?? 0) - (again?.firstEpochMs ?? 0)).toBe(90_000);
  });
  it("are no incident for a right request, which shows that the fault does not come every time", () => {
    const incidents = openIncidents();
    incidents.add(examination("1", broken));
    expect(incidents.add(examination("2"))).toBeNull();
    const again = incidents.add(examination("3", broken));
    expect(again).toMatchObject({ id: "1", count: 2, deterministic: false });
  });
  it("are forgotten when there are too many", () => {
    const incidents = openIncidents(1);
    incidents.add(examination("1", broken));
    incidents.add(examination("2", { ...broken, method: "PUT" }));
    expect(incidents.add(examination("3", broken))).toMatchObject({ id: "3", count: 1 });
  });
  it("are told in one sentence", () => {
    const one = { id: "1", firstEpochMs: null, lastEpochMs: null, deterministic: true };
    expect(incidentWords({ ...one, count: 1 })).toBe("");
    expect(incidentWords({ ...one, count: 312 })).toBe(
      "the same fault for the 312th time, deterministic: retrying will not help",
    );
    expect(incidentWords({ ...one, count: 3, deterministic: false })).toContain("3rd time, not every time");
  });
});
