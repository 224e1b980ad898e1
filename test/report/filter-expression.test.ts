import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Filter } from "../../src/report/filter-expression.ts";
import { parseFilter } from "../../src/report/filter-expression.ts";

/** A filter with every parenthesis written out. */
function shown(filter: ReturnType<typeof parseFilter>): string {
  if ("wrong" in filter) return `${filter.at}: ${filter.wrong}`;
  return text(filter);
}

function text(filter: Filter): string {
  switch (filter.kind) {
    case "everything":
      return "everything";
    case "field":
      return filter.text === null ? `~${filter.field}` : `~${filter.field}<${filter.text}>`;
    case "not":
      return `!${text(filter.inner)}`;
    default:
      return `(${text(filter.left)} ${filter.kind} ${text(filter.right)})`;
  }
}

describe("the filter language", () => {
  it.each([
    ["", "everything"],
    ["  ", "everything"],
    ["~svc s3", "~svc<s3>"],
    ["report.json", "~u<report.json>"],
    ["~err", "~err"],
    ["~err & ~svc s3", "(~err and ~svc<s3>)"],
    ["~svc s3 ~m PUT", "(~svc<s3> and ~m<PUT>)"],
    ["~m GET | ~m PUT & ~err", "(~m<GET> or (~m<PUT> and ~err))"],
    ["(~m GET | ~m PUT) & !~err", "((~m<GET> or ~m<PUT>) and !~err)"],
    ["!(~m GET|~m HEAD)", "!(~m<GET> or ~m<HEAD>)"],
    ["!!~err", "!!~err"],
    ['~h "content-type: text/plain"', "~h<content-type: text/plain>"],
    ['~u "a\\"b\\\\c"', '~u<a"b\\c>'],
    ['""', "~u<>"],
    ["a b", "(~u<a> and ~u<b>)"],
    ["~verdict mismatch|~rule clock-skew", "(~verdict<mismatch> or ~rule<clock-skew>)"],
  ])("reads %s", (source, meant) => {
    expect(shown(parseFilter(source))).toBe(meant);
  });

  it.each([
    ["~nope x", "0: ~nope is none of ~client ~svc ~reg ~op ~akid ~rule ~verdict ~err ~u ~d ~m ~c ~h ~b"],
    ["~", "0: ~ is none of ~client ~svc ~reg ~op ~akid ~rule ~verdict ~err ~u ~d ~m ~c ~h ~b"],
    ["(~err", "0: this parenthesis is never closed"],
    ["~err)", '4: nothing may stand before ")" here'],
    ['~u "a', "3: this quote is never closed"],
    ["~err &", "6: it ends too early"],
    ["| ~err", "0: a text or ~field is missing here"],
    ["!", "1: it ends too early"],
  ])("says what is wrong with %s", (source, wrong) => {
    expect(shown(parseFilter(source))).toBe(wrong);
  });

  it("is bounded in length and depth", () => {
    expect(shown(parseFilter("x".repeat(2001)))).toBe("2000: it is longer than 2000 characters");
    expect(shown(parseFilter("(".repeat(500)))).toBe("100: it is nested deeper than 100");
    expect(shown(parseFilter("!".repeat(500)))).toBe("100: it is nested deeper than 100");
  });

  it("never throws", () => {
    const marks = fc.array(
      fc.constantFrom("~u", "~", "!", "&", "|", "(", ")", '"', "\\", " ", "a", "*", "\0"),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          marks.map((all) => all.join("")),
        ),
        (source) => {
          const read = parseFilter(source);
          expect("wrong" in read || "kind" in read).toBe(true);
        },
      ),
    );
  });
});
