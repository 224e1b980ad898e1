import { describe, expect, it } from "vitest";
import { listRow, rowMaker } from "../../src/inspector/exchange-row.ts";
import { Answers, ReplayCard } from "../../src/page/replay-card.tsx";
import { inspectedSample } from "../support/inspector-fixture.ts";
import { rendered, renderedText } from "../support/rendered.ts";

const open = (): void => undefined;

describe("sending a request again", () => {
  it("is not offered before it is known whether it can be", () => {
    const sample = inspectedSample({ url: "https://examplebucket.s3.us-east-1.amazonaws.com/a" });
    const row = listRow(rowMaker()(sample, { number: 5, source: 0, place: 1 }));
    expect(rendered(ReplayCard, { row, open })).toBe("");
  });

  it("shows both answers, and what differs", () => {
    const before = {
      ...{ number: 5, status: 403, code: "SignatureDoesNotMatch", verdict: "mismatch" as const },
      ...{ causes: ["host-port"], totalMs: 12 },
    };
    const now = { number: 9, status: 200, code: null, verdict: "valid" as const, causes: [], totalMs: 1400 };
    const answer = { signedBy: "profile a of ~/.aws/credentials", before, now };
    expect(renderedText(Answers, { answer, open })).toBe(
      "Signed again with profile a of ~/.aws/credentials. first now answer 403 SignatureDoesNotMatch 200 " +
        "verdict mismatch valid cause host-port took 12 ms 1.4 s Open what was sent",
    );
    expect(rendered(Answers, { answer, open }).match(/class="changed"/g)).toHaveLength(3);
  });

  it("says where nothing of it was kept, and shows nothing that steers", () => {
    const none = { number: null, status: null, code: null, verdict: null, causes: [], totalMs: null };
    const before = { ...none, number: 1, status: 500, code: "\u202e<b>" };
    const html = rendered(Answers, { answer: { signedBy: null, before, now: none }, open });
    expect(html).toContain("500 \\u{202E}&lt;b>");
    expect(html).toContain("no answer");
    expect(html).toContain("not kept");
    expect(html).toContain("Sent as captured.");
    expect(html).not.toContain("Open what was sent");
  });
});
