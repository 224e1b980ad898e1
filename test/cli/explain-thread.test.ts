import { describe, expect, it } from "vitest";
import { builtExplainWorker, openExplainThread } from "../../src/cli/explain-thread.ts";
import { exampleKnowledge } from "../../src/diagnosis/example.ts";
import { unexplainedText } from "../support/inspector-fixture.ts";

const known = (): ReturnType<typeof exampleKnowledge> => exampleKnowledge();

describe("the thread of the explain box", { timeout: 60_000 }, () => {
  it("is the built worker, also when this runs from its source", () => {
    expect(builtExplainWorker("file:///srv/countersign/src/cli/explain-thread.ts").href).toBe(
      "file:///srv/countersign/dist/cli/explain-worker.js",
    );
  });

  it("examines with what is known, one text after the other", async () => {
    const thread = openExplainThread();
    for (const id of ["one", "two"]) {
      const answer = await thread.explain(`curl https://examplebucket.s3.amazonaws.com/${id}`, known);
      expect(answer?.refusal).toBeNull();
      expect(answer?.examined.map(({ exchange }) => exchange.examination.request.target)).toEqual([`/${id}`]);
    }
    await thread.close();
  });

  it("takes one text at a time, gives one up that takes too long, and then takes the next", async () => {
    const thread = openExplainThread(1500);
    const long = thread.explain(unexplainedText(), known);
    expect(await thread.explain("curl https://examplebucket.s3.amazonaws.com/two", known)).toBeNull();
    expect(await long).toEqual({ examined: [], refusal: "it was not examined within 2 s, and given up" });
    await thread.close();
    const patient = openExplainThread();
    expect((await patient.explain("curl https://a.example/", known))?.refusal).toBeNull();
    await patient.close();
  });

  it("that does not start says so, and no more", async () => {
    const thread = openExplainThread(5000, new URL("file:///nothing/here.js"));
    expect(await thread.explain("curl https://a.example/", known)).toEqual({
      examined: [],
      refusal: "it could not be examined: its thread ended",
    });
    await thread.close();
  });
});
