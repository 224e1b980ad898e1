import { describe, expect, it } from "vitest";
import { wantedExchanges } from "../../src/cli/export-source.ts";
import type { ExportedExchange } from "../../src/report/exported-exchange.ts";
import { exportedSample } from "../support/exported-samples.ts";

async function ids(wanted: readonly string[]): Promise<string[]> {
  async function* all(): AsyncGenerator<ExportedExchange> {
    for (const id of ["1", "2", "3"])
      yield exportedSample({ url: "https://sts.amazonaws.com/", service: "sts" }, id);
  }
  const found: string[] = [];
  for await (const { examination } of wantedExchanges(all(), wanted)) found.push(examination.id);
  return found;
}

describe("the exchanges wanted", () => {
  it("are all of them, or those of the ids", async () => {
    expect(await ids([])).toEqual(["1", "2", "3"]);
    expect(await ids(["3", "1"])).toEqual(["1", "3"]);
  });

  it("miss none in silence", async () => {
    await expect(ids(["1", "9"])).rejects.toMatchObject({
      code: "ERR_ID_UNKNOWN",
      message: "there is no request 9",
    });
  });
});
