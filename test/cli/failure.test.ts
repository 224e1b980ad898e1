import { describe, expect, it } from "vitest";
import { failureOf, failureText } from "../../src/cli/failure.ts";
import { CountersignError } from "../../src/http/countersign-error.ts";

describe("failureOf", () => {
  it("gives CONTRACT's exit status for each code", () => {
    expect(failureOf(new CountersignError("ERR_PORT_IN_USE", "m")).exitStatus).toBe(3);
    expect(failureOf(new CountersignError("ERR_OPTION_INVALID", "m")).exitStatus).toBe(2);
    expect(failureOf(new CountersignError("ERR_CHILD_NOT_FOUND", "m")).exitStatus).toBe(127);
    expect(failureOf(new CountersignError("ERR_CHILD_NOT_RUNNABLE", "m")).exitStatus).toBe(126);
  });

  it("calls anything unforeseen a bug, in one line", () => {
    expect(failureOf(new TypeError("x is not a function\nat stack"))).toEqual({
      code: "ERR_BUG",
      message: "TypeError: x is not a function",
      hint: "this is a bug in countersign; please report it with the command you ran",
      exitStatus: 2,
    });
    expect(failureOf("thrown text").message).toBe("an unknown error");
  });
});

describe("failureText", () => {
  it("is a sentence with its hint for people, and one JSON line for machines", () => {
    const failure = failureOf(
      new CountersignError("ERR_PORT_IN_USE", "port 1 is taken", { hint: "choose another" }),
    );
    expect(failureText(failure, false)).toBe(
      "countersign: port 1 is taken (ERR_PORT_IN_USE)\n  choose another",
    );
    expect(JSON.parse(failureText(failure, true))).toEqual({
      event: "error",
      code: "ERR_PORT_IN_USE",
      message: "port 1 is taken",
      hint: "choose another",
    });
  });
});
