import { describe, expect, it } from "vitest";
import { mismatchUnexplained } from "../../src/diagnosis/engine-findings.ts";
import { signedExample } from "../../src/diagnosis/example.ts";
import { contentTypeChanged } from "../../src/diagnosis/findings/content-type-changed.ts";
import { certaintyOf, engineFindingPage, findingIndex, findingPage } from "../../src/report/finding-page.ts";
import { examined } from "../support/examined.ts";

describe("a finding's page", () => {
  it("shows the rule's words and its example as a difference", async () => {
    const page = findingPage(contentTypeChanged, await examined(contentTypeChanged.example()));
    expect(page).toMatch(
      /^# content-type-changed\n\n\*\*The Content-Type sent is not the Content-Type signed\.\*\*\n/,
    );
    expect(page).toContain("| headers | client | error | proven, reported |");
    expect(page).toContain("**What to do.** Set the Content-Type before signing");
    expect(page).toContain("**What not to do.** Do not URL-encode");
    expect(page).toContain(
      "```http\nPUT /report.json HTTP/1.1\nHost: examplebucket.s3.us-east-1.amazonaws.com\n",
    );
    expect(page).toContain(
      "- content-type:application/json;␠charset=utf-8\n+ content-type:application/json\n",
    );
    expect(page).toContain("Verdict: `mismatch`. AWS will answer `403 SignatureDoesNotMatch`.");
    expect(page.endsWith("\n")).toBe(true);
  });

  it("shows no signature whole and no token", async () => {
    const example = signedExample({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/a",
      presignedSeconds: 60,
      sessionToken: "canary-canary-canary",
    });
    const page = findingPage(contentTypeChanged, await examined(example));
    expect(page).not.toMatch(/canary/);
    expect(page).not.toMatch(/Signature=[0-9a-f]{64}/);
  });

  it("shows Markdown and fences of a request as text", async () => {
    const example = signedExample({
      url: "https://sts.amazonaws.com/",
      service: "sts",
      method: "POST",
      body: "```\n# not a heading",
    });
    const page = findingPage(contentTypeChanged, await examined(example));
    expect(page).toContain("````http\n");
  });

  it("keeps angle brackets and asterisks of the rule's words", async () => {
    const rule = { ...contentTypeChanged, fix: "Replace <bucket> in filename*=x." };
    expect(findingPage(rule, await examined(rule.example()))).toContain(
      "Replace \\<bucket> in filename\\*=x.",
    );
  });

  it("names the classes that put the same bytes on the wire", async () => {
    const rule = { ...contentTypeChanged, aliases: [{ id: "some-other", toldApartBy: "the client's log" }] };
    expect(findingPage(rule, await examined(rule.example()))).toContain("- `some-other`: the client's log");
  });
});

describe("the engine's own conclusions", () => {
  it("have a page of words", () => {
    expect(engineFindingPage(mismatchUnexplained)).toContain("# mismatch-unexplained\n");
  });
});

describe("the index of findings", () => {
  it("links every page in a table", () => {
    const index = findingIndex([contentTypeChanged], [mismatchUnexplained]);
    expect(index).toContain(
      "| [content-type-changed](content-type-changed.md) | The Content-Type sent is not the Content-Type signed | headers | client | error | proven, reported |",
    );
    expect(index).toContain("| [mismatch-unexplained](mismatch-unexplained.md) |");
  });

  it("derives certainty from what a rule has", () => {
    const none = () => [];
    expect(certaintyOf({ suppose: none })).toBe("proven");
    expect(certaintyOf({ inspect: none, readAnswer: none })).toBe("observed, reported");
  });
});
