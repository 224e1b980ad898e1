// The first page: what to type so that a program's traffic passes here, and a look-out for the first request.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { InspectorState, SetupHelp } from "../inspector/inspector-api.ts";
import { readingNote } from "../inspector/inspector-api.ts";
import type { Go } from "./use-route.ts";
import { plural } from "./words.ts";

/** What the view is given. */
export interface ConnectViewProps {
  readonly state: InspectorState | null;
  readonly requests: number;
  readonly go: Go;
}

/** The view. */
export function ConnectView({ state, requests, go }: ConnectViewProps): JSX.Element {
  if (!state) return <p class="none">…</p>;
  return (
    <article class="connect">
      <LookOut state={state} requests={requests} go={go} />
      {state.setup && <Steps setup={state.setup} />}
      <section class="card small" aria-labelledby="about">
        <h2 id="about">What this is about</h2>
        <Facts state={state} />
      </section>
    </article>
  );
}

function LookOut({
  state,
  requests,
  go,
}: ConnectViewProps & { readonly state: InspectorState }): JSX.Element {
  const waits = requests === 0;
  const files = state.mode === "files";
  return (
    <section class={waits ? "lookout waits" : "lookout here"} aria-live="polite">
      <span class="beacon" aria-hidden="true" />
      <div>
        <h1>{waits ? waitingWords(state) : "It works: requests arrive"}</h1>
        <p>
          {waits && !files && (
            <>
              Nothing has come through <code>{state.setup?.proxyUrl}</code> yet. It shows here by itself.
            </>
          )}
          {!waits && `${plural(requests, "request")} so far.`}
          {state.notes.map((note) => (
            <span key={note}> {note}</span>
          ))}
        </p>
      </div>
      {!waits && (
        <button type="button" class="main" onClick={() => go({ view: "requests" })}>
          See the requests
        </button>
      )}
    </section>
  );
}

function waitingWords({ mode, notes }: InspectorState): string {
  if (mode === "live") return "Waiting for the first request";
  return notes.includes(readingNote) ? "Reading the files" : "There is no request in these files";
}

function Steps({ setup }: { readonly setup: SetupHelp }): JSX.Element {
  const [shell, setShell] = useState(0);
  const [runtime, setRuntime] = useState(0);
  const chosen = setup.runtimes[runtime];
  return (
    <>
      <section class="card" aria-labelledby="step-one">
        <h2 id="step-one">
          <span class="step">1</span> In the terminal of the program
        </h2>
        <Tabs names={setup.shells.map((one) => one.shell)} chosen={shell} choose={setShell} label="Shell" />
        <Command text={setup.shells[shell]?.command ?? ""} />
        <p class="why">
          It sets the proxy and the certificate for that terminal alone. Nothing is installed.
        </p>
      </section>
      <section class="card" aria-labelledby="step-two">
        <h2 id="step-two">
          <span class="step">2</span> Run the program there, or give it what it reads
        </h2>
        <Tabs
          names={setup.runtimes.map((one) => one.name)}
          chosen={runtime}
          choose={setRuntime}
          label="Runtime"
        />
        {chosen && <p class="why">{chosen.about}</p>}
        {chosen && <Command text={chosen.lines.join("\n")} />}
        <p class="why">
          One command alone needs neither step: <code>countersign run -- aws s3 ls</code>
        </p>
      </section>
    </>
  );
}

interface TabsProps {
  readonly names: readonly string[];
  readonly chosen: number;
  readonly choose: (at: number) => void;
  readonly label: string;
}

function Tabs({ names, chosen, choose, label }: TabsProps): JSX.Element {
  return (
    <fieldset class="tabs">
      <legend class="hidden">{label}</legend>
      {names.map((name, at) => (
        <button type="button" key={name} aria-pressed={at === chosen} onClick={() => choose(at)}>
          {name}
        </button>
      ))}
    </fieldset>
  );
}

/** Lines to type, and a button that copies them. */
export function Command({ text }: { readonly text: string }): JSX.Element {
  const [copied, setCopied] = useState("");
  return (
    <div class="command">
      <pre>{text}</pre>
      <button
        type="button"
        class="chip"
        onClick={() =>
          navigator.clipboard.writeText(text).then(
            () => setCopied(text),
            () => setCopied(""),
          )
        }
      >
        {copied === text ? "Copied" : "Copy"}
      </button>
    </div>
  );
}

function Facts({ state: { setup, place, version, mode } }: { readonly state: InspectorState }): JSX.Element {
  const kept =
    place ?? "nowhere: evidence is off, and the last 5000 requests are held in memory until countersign ends";
  const rows: readonly (readonly [string, string])[] = [
    ...(setup
      ? ([
          ["Proxy", setup.proxyUrl],
          ["Certificate", setup.certificateFile],
        ] as const)
      : []),
    ...(setup
      ? ([
          ["Known keys", setup.known.join(", ") || "none: signatures cannot be verified; see --credentials"],
        ] as const)
      : []),
    ...(setup?.sandbox
      ? ([["AWS", "the built-in sandbox answers; nothing leaves this machine"]] as const)
      : []),
    [mode === "files" ? "Files" : "Evidence", kept],
    ["Version", version],
  ];
  return (
    <dl class="facts">
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
