import { expect, it } from "vitest";
import { noBodyTools } from "../../src/diagnosis/body-tools.ts";

it("undoes nothing by default", () => {
  expect(noBodyTools.inflated(Buffer.from([0x1f, 0x8b]))).toBeNull();
});
