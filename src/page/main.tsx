// The page begins: the token is taken out of the address before anything is shown.
import { render } from "preact";
import { takeToken } from "./api.ts";
import { App } from "./app.tsx";
import { useTheme } from "./theme.ts";

takeToken();
// The address of a later run, opened in the same tab, changes the fragment alone.
window.addEventListener("hashchange", () => {
  if (takeToken()) location.reload();
});
const place = document.getElementById("page");
if (place) {
  place.textContent = "";
  render(<Themed />, place);
}

function Themed(): preact.JSX.Element {
  const [theme, next] = useTheme();
  return <App theme={theme} nextTheme={next} />;
}
