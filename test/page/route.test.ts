import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseRoute, routeFragment } from "../../src/page/route.ts";

describe("a place in the page", () => {
  it.each([
    ["#/", { view: "requests", number: 0, filter: "", grouped: false }],
    [
      "#/?filter=~verdict+mismatch&grouped=1",
      { view: "requests", number: 0, filter: "~verdict mismatch", grouped: true },
    ],
    ["#/request/17?filter=%7Eerr", { view: "request", number: 17, filter: "~err", grouped: false }],
    ["#/overview", { view: "overview", number: 0, filter: "", grouped: false }],
    ["", { view: "requests", number: 0, filter: "", grouped: false }],
    ["#/request/x", { view: "requests", number: 0, filter: "", grouped: false }],
    ["#/constructor", { view: "requests", number: 0, filter: "", grouped: false }],
  ])("is read from %j", (fragment, route) => {
    expect(parseRoute(fragment)).toEqual(route);
  });

  it("comes back as it was, whatever the filter", () => {
    fc.assert(
      fc.property(fc.string(), fc.boolean(), fc.nat(999_999), (filter, grouped, number) => {
        const route = { view: "request" as const, number, filter, grouped };
        expect(parseRoute(routeFragment(route))).toEqual(route);
      }),
    );
  });
});
