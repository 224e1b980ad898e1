import { h } from "preact";
import { render } from "preact-render-to-string";
import { describe, expect, it } from "vitest";
import { Subject, useTitle } from "../../src/page/use-title.ts";

const Card = () => {
  const { id, label } = useTitle();
  return h("section", { "aria-labelledby": label }, h("h2", { id }, "Card"));
};

describe("the title of a card", () => {
  it("is its own, and named together with its request where there are several", () => {
    const alone = /aria-labelledby="([^"]+)"><h2 id="([^"]+)"/.exec(render(h(Card, {})));
    expect(alone?.[1]).toBe(alone?.[2]);
    const both = render(h(Subject.Provider, { value: "one" }, h(Card, {}), h(Card, {})));
    const labels = [...both.matchAll(/aria-labelledby="(one [^"]+)"/g)].map(([, label]) => label);
    expect(new Set(labels).size).toBe(2);
  });
});
