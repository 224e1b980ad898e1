import { expect, it } from "vitest";
import { staticTable } from "../../../src/proxy/http2/static-table.ts";

it("the static table has the 61 fields of RFC 7541, appendix A", () => {
  expect(staticTable).toHaveLength(61);
  expect(staticTable[0]).toEqual({ name: ":authority", value: "" });
  expect(staticTable[7]).toEqual({ name: ":status", value: "200" });
  expect(staticTable[15]).toEqual({ name: "accept-encoding", value: "gzip, deflate" });
  expect(staticTable[22]).toEqual({ name: "authorization", value: "" });
  expect(staticTable[37]).toEqual({ name: "host", value: "" });
  expect(staticTable[60]).toEqual({ name: "www-authenticate", value: "" });
});
