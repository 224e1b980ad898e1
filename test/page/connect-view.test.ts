import { describe, expect, it } from "vitest";
import type { InspectorState } from "../../src/inspector/inspector-api.ts";
import { readingNote } from "../../src/inspector/inspector-api.ts";
import { Command, ConnectView } from "../../src/page/connect-view.tsx";
import { rendered, renderedText } from "../support/rendered.ts";

const state: InspectorState = {
  ...{ version: "1.2.3", mode: "live", place: "/home/me/e.sqlite", requests: 0, notes: [] },
  setup: {
    ...{
      proxyUrl: "http://127.0.0.1:8080",
      certificateFile: "/c/ca.pem",
      bundleFile: "/c/b.pem",
      sandbox: false,
      known: [],
    },
    shells: [{ shell: "sh", command: 'eval "$(countersign env)"' }],
    runtimes: [{ name: "curl", about: "About curl.", lines: ["one", "two"] }],
  },
};
const go = (): void => undefined;

describe("the first page", () => {
  it("waits, and says what to type", () => {
    const text = renderedText(ConnectView, { state, requests: 0, go });
    for (const part of [
      "Waiting for the first request",
      "countersign env",
      "About curl.",
      "one two",
      "none: signatures cannot be verified",
      "/home/me/e.sqlite",
    ])
      expect(text).toContain(part);
  });

  it("says that it works once something came", () => {
    expect(renderedText(ConnectView, { state, requests: 3, go })).toContain(
      "It works: requests arrive 3 requests so far.",
    );
  });

  it("says plainly where evidence is off", () => {
    expect(renderedText(ConnectView, { state: { ...state, place: null }, requests: 0, go })).toContain(
      "evidence is off",
    );
  });

  it("waits for nothing where files hold nothing", () => {
    const files = { ...state, mode: "files" as const, setup: null, notes: ["x.har: it is none"] };
    const read = { ...files, notes: [readingNote] };
    expect(renderedText(ConnectView, { state: read, requests: 0, go })).toContain("Reading the files");
    expect(renderedText(ConnectView, { state: files, requests: 0, go })).toContain(
      "There is no request in these files x.har: it is none",
    );
  });

  it("has a button beside lines to type", () => {
    expect(rendered(Command, { text: "a < b" })).toContain("<pre>a &lt; b</pre>");
  });
});
