// Keys as they reach a view: the first that takes a command has it.
import { useLayoutEffect } from "preact/hooks";
import type { Command } from "./keyboard.ts";
import { commandOf } from "./keyboard.ts";

/** Listens for keys; `act` says whether it took the command. `first` is for those who come before the others. */
export function useKeys(act: (command: Command) => boolean, first = false): void {
  // With the view and not after it: a key that is pressed at once means what is shown.
  useLayoutEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      // In a dialog keys are its own; help, which shows them, hears them itself.
      if (event.defaultPrevented || document.querySelector("dialog[open]:not(.help)") !== null) return;
      const tag = event.target instanceof Element ? event.target.tagName : "";
      const command = commandOf({
        key: event.key,
        ctrlKey: event.ctrlKey,
        metaKey: event.metaKey,
        altKey: event.altKey,
        tag,
      });
      if (command !== null && act(command)) event.preventDefault();
    };
    window.addEventListener("keydown", pressed, first);
    return () => window.removeEventListener("keydown", pressed, first);
  }, [act, first]);
}
