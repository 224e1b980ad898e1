// The page as a whole: its bar, its views, its keys, and the news that keep it up to date.
import type { JSX } from "preact";
import { useCallback, useEffect, useState } from "preact/hooks";
import type { InspectorState, LiveNews } from "../inspector/inspector-api.ts";
import { listen } from "./api.ts";
import { ConnectView } from "./connect-view.tsx";
import { ExplainView } from "./explain-view.tsx";
import { HelpDialog } from "./help-dialog.tsx";
import { Locked } from "./locked.tsx";
import { OverviewView } from "./overview-view.tsx";
import { RequestView } from "./request-view.tsx";
import { RequestsView } from "./requests-view.tsx";
import type { View } from "./route.ts";
import type { Theme } from "./theme.ts";
import { TopBar } from "./top-bar.tsx";
import { useAsked } from "./use-asked.ts";
import { useKeys } from "./use-keys.ts";
import type { Go } from "./use-route.ts";
import { useRoute } from "./use-route.ts";

/** What the page is given. */
export interface AppProps {
  readonly theme: Theme;
  readonly nextTheme: () => void;
}

/** The page. */
export function App({ theme, nextTheme }: AppProps): JSX.Element {
  const [route, go] = useRoute();
  const [news, setNews] = useState<LiveNews | null>(null);
  const [connected, setConnected] = useState(true);
  const [help, setHelp] = useState(false);
  const { value: asked, error } = useAsked<InspectorState>("/api/state", connected);
  useEffect(() => listen(setNews, setConnected), []);
  usePageKeys({ go, nextTheme, help, setHelp });
  const { state, requests, changes, newest } = latest(asked, news);
  const empty = state !== null && requests === 0;
  if (error?.status === 401 || error?.status === 403) return <Locked />;
  const shown: View = route.view === "requests" && empty && route.filter === "" ? "connect" : route.view;
  return (
    <>
      <TopBar
        {...{ state, requests, connected, theme, nextTheme, go }}
        view={shown}
        help={() => setHelp(true)}
      />
      <main id="main" tabIndex={-1}>
        {shown === "requests" && <RequestsView {...{ route, go, state, changes, newest }} />}
        {shown === "request" && <RequestView key={route.number} {...{ route, go, changes }} />}
        {shown === "overview" && <OverviewView route={route} go={go} changes={changes} />}
        {shown === "explain" && <ExplainView />}
        {shown === "connect" && <ConnectView state={state} requests={requests} go={go} />}
      </main>
      {help && <HelpDialog close={() => setHelp(false)} />}
    </>
  );
}

/** What was asked for and what was told since, whichever is the later one: a file is read on while the page asks. */
function latest(asked: InspectorState | null, news: LiveNews | null) {
  const requests = Math.max(news?.requests ?? 0, asked?.requests ?? 0);
  if (!news) return { state: asked, requests, changes: 0, newest: 0 };
  const { changes, newest, notes } = news;
  return { state: asked && { ...asked, notes }, requests, changes, newest };
}

interface PageKeys {
  readonly go: Go;
  readonly nextTheme: () => void;
  readonly help: boolean;
  readonly setHelp: (open: boolean) => void;
}

const views = ["requests", "overview", "explain", "connect"] as const;

/** Keys that mean the same everywhere. */
function usePageKeys({ go, nextTheme, help, setHelp }: PageKeys): void {
  useKeys(
    useCallback(
      (command) => {
        // No key reaches past the dialog.
        if (help && (command === "back" || command === "help")) setHelp(false);
        if (help) return true;
        const view = views.find((one) => one === command);
        if (command === "help") setHelp(true);
        else if (command === "theme") nextTheme();
        else if (view) go({ view });
        else return false;
        return true;
      },
      [go, nextTheme, help, setHelp],
    ),
    true,
  );
}
