// What is shown to whoever comes without the token: where the address with it stands, and a place to paste it.
import type { JSX } from "preact";

/** The page without its token. */
export function Locked(): JSX.Element {
  const opened = (event: SubmitEvent): void => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const text = String(new FormData(form).get("address") ?? "").trim();
    location.hash = text.slice(text.lastIndexOf("#") + 1);
    location.reload();
  };
  return (
    <main class="locked">
      <img src="/icon.svg" alt="" width="56" height="56" />
      <h1>This page opens with its own address</h1>
      <p>
        countersign printed it when it started, with a key behind the <code>#</code> that is new for each run.
        Open that address, or paste it here.
      </p>
      <form onSubmit={opened}>
        <label for="address">Address or key</label>
        <input
          id="address"
          name="address"
          autocomplete="off"
          spellcheck={false}
          placeholder="http://127.0.0.1:8081/#…"
        />
        <button type="submit" class="main">
          Open
        </button>
      </form>
    </main>
  );
}
