// The place in the page, kept in the address so that back, forward and a reload work.
import { useCallback, useEffect, useState } from "preact/hooks";
import type { Route } from "./route.ts";
import { parseRoute, routeFragment } from "./route.ts";

/** Goes somewhere; `replace` leaves no step to come back to. */
export type Go = (change: Partial<Route>, replace?: boolean) => void;

/** The place, and what goes elsewhere. */
export function useRoute(): [Route, Go] {
  const [route, setRoute] = useState(() => parseRoute(location.hash));
  useEffect(() => {
    const changed = (): void => setRoute(parseRoute(location.hash));
    window.addEventListener("hashchange", changed);
    return () => window.removeEventListener("hashchange", changed);
  }, []);
  const go = useCallback<Go>((change, replace = false) => {
    const next = { ...parseRoute(location.hash), ...change };
    const fragment = routeFragment(next);
    if (replace) history.replaceState(null, "", fragment);
    else if (fragment !== location.hash) history.pushState(null, "", fragment);
    setRoute(next);
  }, []);
  return [route, go];
}
