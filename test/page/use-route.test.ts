import { h } from "preact";
import { render } from "preact-render-to-string";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { Go } from "../../src/page/use-route.ts";
import { useRoute } from "../../src/page/use-route.ts";

afterEach(() => {
  vi.unstubAllGlobals();
});

describe("the place in the page", () => {
  it("is the address's, and going elsewhere writes it there", () => {
    const written: string[] = [];
    vi.stubGlobal("location", { hash: "#/?filter=~err" });
    vi.stubGlobal("history", {
      pushState: (_: unknown, __: unknown, to: string) => written.push(`push ${to}`),
      replaceState: (_: unknown, __: unknown, to: string) => written.push(`replace ${to}`),
    });
    let go: Go = () => undefined;
    const Probe = (): null => {
      const [route, there] = useRoute();
      expect(route).toEqual({ view: "requests", number: 0, filter: "~err", grouped: false });
      go = there;
      return null;
    };
    render(h(Probe, {}));
    go({ view: "request", number: 3 });
    go({ filter: "" }, true);
    go({}, true);
    expect(written).toEqual(["push #/request/3?filter=%7Eerr", "replace #/", "replace #/?filter=%7Eerr"]);
  });
});
