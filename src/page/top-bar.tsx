// The bar on top: where one is, how many requests there are, whether news still come.
import type { JSX } from "preact";
import type { InspectorState } from "../inspector/inspector-api.ts";
import type { View } from "./route.ts";
import type { Theme } from "./theme.ts";
import type { Go } from "./use-route.ts";
import { countWords } from "./words.ts";

/** What the bar is given. */
export interface TopBarProps {
  readonly state: InspectorState | null;
  readonly requests: number;
  readonly connected: boolean;
  readonly view: View;
  readonly theme: Theme;
  readonly nextTheme: () => void;
  readonly go: Go;
  readonly help: () => void;
}

const views: readonly (readonly [view: View, name: string])[] = [
  ["requests", "Requests"],
  ["overview", "Overview"],
  ["explain", "Explain"],
  ["connect", "Connect"],
];

const themeSigns: Readonly<Record<Theme, string>> = { system: "◐", light: "☀", dark: "☾" };

/** The bar. */
export function TopBar(props: TopBarProps): JSX.Element {
  const { state, requests, connected, view, theme, nextTheme, go, help } = props;
  const listed = views.filter(([name]) => name !== "connect" || state?.mode !== "files");
  return (
    <header class="bar">
      <button type="button" class="skip" onClick={() => document.getElementById("main")?.focus()}>
        To the content
      </button>
      <span class="brand">
        <img src="/icon.svg" alt="" width="22" height="22" />
        countersign
      </span>
      <nav aria-label="Views">
        {listed.map(([name, words]) => (
          <button
            type="button"
            key={name}
            aria-current={view === name || (view === "request" && name === "requests") ? "page" : undefined}
            onClick={() => go({ view: name })}
          >
            {words}
            {name === "requests" && requests > 0 && <span class="count">{countWords(requests)}</span>}
          </button>
        ))}
      </nav>
      <Standing state={state} connected={connected} />
      <button
        type="button"
        class="quiet"
        onClick={nextTheme}
        aria-label={`Theme: ${theme}. Change`}
        title="Theme (t)"
      >
        {themeSigns[theme]}
      </button>
      <button
        type="button"
        class="quiet"
        onClick={help}
        aria-label="Keys and filters"
        title="Keys and filters (?)"
      >
        ?
      </button>
    </header>
  );
}

function Standing({ state, connected }: Pick<TopBarProps, "state" | "connected">): JSX.Element {
  if (!connected)
    return (
      <span class="standing off" role="status">
        not connected
      </span>
    );
  if (state?.mode === "files")
    return (
      <span class="standing" title={state.place ?? ""}>
        {state.place}
      </span>
    );
  return <span class="standing live">live</span>;
}
