import { describe, expect, it } from "vitest";
import type { Pressed } from "../../src/page/keyboard.ts";
import { commandOf, keyHelp } from "../../src/page/keyboard.ts";

const pressed = (key: string, more: Partial<Pressed> = {}): ReturnType<typeof commandOf> =>
  commandOf({ key, ctrlKey: false, metaKey: false, altKey: false, tag: "BODY", ...more });

describe("keys", () => {
  it.each([
    ["j", "down"],
    ["ArrowUp", "up"],
    ["Enter", "open"],
    ["/", "filter"],
    ["?", "help"],
    ["Escape", "back"],
    ["G", "last"],
    ["2", "overview"],
  ])("%s asks for %s", (key, command) => {
    expect(pressed(key)).toBe(command);
  });

  it("are the browser's with a modifier, and text in a field", () => {
    expect(pressed("j", { ctrlKey: true })).toBeNull();
    expect(pressed("j", { metaKey: true })).toBeNull();
    expect(pressed("j", { tag: "INPUT" })).toBeNull();
    expect(pressed("?", { tag: "TEXTAREA" })).toBeNull();
    expect(pressed("Escape", { tag: "INPUT" })).toBe("back");
    expect(pressed("Enter", { tag: "BUTTON" })).toBeNull();
    expect(pressed("Escape", { tag: "SELECT" })).toBeNull();
  });

  it("mean nothing by the names of objects", () => {
    expect(pressed("constructor")).toBeNull();
    expect(pressed("x")).toBeNull();
  });

  it("are all told in the help", () => {
    expect(keyHelp.flatMap(([keys]) => keys.split(" "))).toEqual(
      expect.arrayContaining(["j", "k", "g", "G", "Enter", "Esc", "/", "i", "c", "t", "?"]),
    );
  });
});
