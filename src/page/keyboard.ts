// The keys of the page. A key that is typed into a field is text; Escape leaves the field.

/** What a key asks for. */
export type Command =
  | "down"
  | "up"
  | "first"
  | "last"
  | "page-down"
  | "page-up"
  | "open"
  | "back"
  | "filter"
  | "help"
  | "group"
  | "theme"
  | "copy"
  | "requests"
  | "overview"
  | "explain"
  | "connect";

const commands: Readonly<Record<string, Command>> = {
  j: "down",
  ArrowDown: "down",
  k: "up",
  ArrowUp: "up",
  g: "first",
  Home: "first",
  G: "last",
  End: "last",
  PageDown: "page-down",
  PageUp: "page-up",
  Enter: "open",
  Escape: "back",
  q: "back",
  "/": "filter",
  "?": "help",
  i: "group",
  t: "theme",
  c: "copy",
  "1": "requests",
  "2": "overview",
  "3": "explain",
  "4": "connect",
};

/** The keys that help shows, and what they do. */
export const keyHelp: readonly (readonly [keys: string, does: string])[] = [
  ["j k ↓ ↑", "next, previous request"],
  ["g G", "newest, oldest"],
  ["Enter", "open the request"],
  ["Esc q", "back; leave the filter"],
  ["/", "filter"],
  ["i", "repeats of a fault as one row"],
  ["c", "copy the open request as curl"],
  ["1 2 3 4", "requests, overview, explain, connect"],
  ["t", "light, dark, as the system"],
  ["?", "this help"],
];

/** A key as it is pressed: what of an event is looked at. */
export interface Pressed {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  /** The element that has the focus, by its tag in upper case. */
  readonly tag: string;
}

/** The command of a key; null for none. Keys of the browser stay the browser's. */
export function commandOf({ key, ctrlKey, metaKey, altKey, tag }: Pressed): Command | null {
  if (ctrlKey || metaKey || altKey) return null;
  // Escape closes the list of a select.
  if (tag === "SELECT") return null;
  const typing = tag === "INPUT" || tag === "TEXTAREA";
  if (typing) return key === "Escape" ? "back" : null;
  // A focused control answers to Enter itself.
  if (key === "Enter" && (tag === "BUTTON" || tag === "A" || tag === "SUMMARY")) return null;
  return Object.hasOwn(commands, key) ? (commands[key] ?? null) : null;
}
