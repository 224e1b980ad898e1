import { expect, it } from "vitest";
import { fallbackSettings } from "../../src/cli/options.ts";
import { openReceivers } from "../../src/cli/session-receivers.ts";
import { correctRequest, exchangeOf } from "../support/evidence.ts";

it("are none where nothing is asked for, and take everything all the same", async () => {
  const notes: string[] = [];
  const receivers = await openReceivers({
    settings: fallbackSettings(),
    context: { environment: {}, workingFolder: "/", home: "/", version: "0" } as never,
    onExamination: () => undefined,
    onNote: (text) => notes.push(text),
  });
  const { examination, exchange } = exchangeOf("r-1", correctRequest());
  receivers.serving({ droppedCaptures: () => 0, evidenceLost: () => 0 });
  receivers.record(examination, exchange);
  receivers.draining();
  expect(receivers.ownAddresses()).toEqual([]);
  await receivers.close();
  expect(notes).toEqual([]);
});
