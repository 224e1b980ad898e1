// Where in the page somebody is, as the address says it: a view, and the filter that goes with it wherever one goes.

/** The views. */
export type View = "requests" | "request" | "overview" | "explain" | "connect";

/** A place in the page. */
export interface Route {
  readonly view: View;
  /** The request that is open; 0 for none. */
  readonly number: number;
  readonly filter: string;
  /** Whether repeats of a fault are one row. */
  readonly grouped: boolean;
}

/** The place that an address's fragment names; the list for anything else. Total. */
export function parseRoute(fragment: string): Route {
  const [, path = "", query = ""] = /^#\/([^?]*)(?:\?(.*))?$/s.exec(fragment) ?? [];
  const parameters = new URLSearchParams(query);
  const rest = { filter: parameters.get("filter") ?? "", grouped: parameters.get("grouped") === "1" };
  const number = /^request\/(\d{1,9})$/.exec(path)?.[1];
  if (number !== undefined) return { view: "request", number: Number(number), ...rest };
  const view = (["overview", "explain", "connect"] as const).find((one) => one === path);
  return { view: view ?? "requests", number: 0, ...rest };
}

/** The fragment of a place. */
export function routeFragment({ view, number, filter, grouped }: Route): string {
  const parameters = new URLSearchParams();
  if (filter !== "") parameters.set("filter", filter);
  if (grouped) parameters.set("grouped", "1");
  const path = view === "requests" ? "" : view === "request" ? `request/${number}` : view;
  const query = parameters.toString();
  return `#/${path}${query === "" ? "" : `?${query}`}`;
}
