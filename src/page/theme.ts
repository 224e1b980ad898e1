// Light or dark: as the system has it, until somebody chooses.
import { useEffect, useState } from "preact/hooks";

/** What can be chosen. */
export type Theme = "system" | "light" | "dark";

const kept = "countersign-theme";
const order: readonly Theme[] = ["system", "light", "dark"];

/** The theme behind one, in turn. */
export function themeAfter(theme: Theme): Theme {
  return order[(order.indexOf(theme) + 1) % order.length] ?? "system";
}

/** The chosen theme, kept for the next time, and what goes on to the next one. */
export function useTheme(): [Theme, () => void] {
  const [theme, choose] = useState<Theme>(
    () => order.find((one) => one === localStorage.getItem(kept)) ?? "system",
  );
  useEffect(() => {
    localStorage.setItem(kept, theme);
    document.documentElement.dataset.theme = theme;
  }, [theme]);
  return [theme, () => choose(themeAfter)];
}
