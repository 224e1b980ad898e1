// The filter: the same language as `countersign tail`, read by the same parser while it is typed.
import type { JSX, RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { parseFilter } from "../report/filter-expression.ts";
import type { Route } from "./route.ts";
import type { Go } from "./use-route.ts";

/** Filters that are asked for most. */
const usual: readonly (readonly [name: string, filter: string])[] = [
  ["All", ""],
  ["Failing", "~verdict mismatch | ~verdict malformed | ~err"],
  ["Mismatch", "~verdict mismatch"],
  ["Unverifiable", "~verdict unverifiable"],
  ["Findings", "~rule"],
];

/** What the bar is given. */
export interface FilterBarProps {
  readonly route: Route;
  readonly go: Go;
  readonly field: RefObject<HTMLInputElement | null>;
  /** How many requests the filter asks for, in words. */
  readonly found: string;
}

const pauseMs = 120;

/** The bar. */
export function FilterBar({ route, go, field, found }: FilterBarProps): JSX.Element {
  const [text, setText] = useState(route.filter);
  const read = parseFilter(text);
  const wrong = "wrong" in read ? `At character ${read.at + 1}: ${read.wrong}.` : null;
  // What was typed comes back as the place in the page when more is typed already: that must not undo it.
  const typed = useRef(route.filter);
  useEffect(() => {
    if (route.filter !== typed.current) setText(route.filter);
    typed.current = route.filter;
  }, [route.filter]);
  useEffect(() => {
    if (text === route.filter || "wrong" in parseFilter(text)) return;
    const timer = setTimeout(() => {
      typed.current = text;
      go({ filter: text }, true);
    }, pauseMs);
    return () => clearTimeout(timer);
  }, [text, route.filter, go]);
  return (
    <search class="filter">
      <label for="filter" class="hidden">
        Filter
      </label>
      <input
        {...{ id: "filter", ref: field, value: text, spellcheck: false, autocomplete: "off" }}
        placeholder="Filter:  ~verdict mismatch   ~svc s3   ~err   or a part of the URL"
        aria-invalid={wrong !== null}
        aria-describedby="filter-says"
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => event.key === "Enter" && event.currentTarget.blur()}
      />
      <Usual text={text} choose={(filter) => go({ filter }, true)} />
      <button
        type="button"
        class="chip"
        aria-pressed={route.grouped}
        onClick={() => go({ grouped: !route.grouped }, true)}
        title="Repeats of a fault as one row (i)"
      >
        Group repeats
      </button>
      <output id="filter-says" class={wrong === null ? "says" : "says wrong"}>
        {wrong ?? found}
      </output>
    </search>
  );
}

function Usual({
  text,
  choose,
}: {
  readonly text: string;
  readonly choose: (filter: string) => void;
}): JSX.Element {
  return (
    <>
      {usual.map(([name, filter]) => (
        <button
          type="button"
          class="chip"
          key={name}
          aria-pressed={text === filter}
          onClick={() => choose(filter)}
        >
          {name}
        </button>
      ))}
    </>
  );
}
