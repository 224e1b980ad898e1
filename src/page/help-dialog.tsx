// The help: the keys, and the filter language in short.
import type { JSX } from "preact";
import { keyHelp } from "./keyboard.ts";
import { useModal } from "./use-modal.ts";

/** What filters ask for, with an example of each. */
export const filterHelp: readonly (readonly [term: string, asks: string])[] = [
  ["~verdict mismatch", "valid, mismatch, malformed, unverifiable, unsigned"],
  ["~err", "any error; ~err AccessDenied for one"],
  ["~rule clock-*", "a finding by its id; * is anything"],
  ["~svc s3  ~op GetObject", "service, operation"],
  ["~reg eu-west-1  ~akid AKIA*", "region, access key id"],
  ["~client boto3", "process, User-Agent, address"],
  ["~m PUT  ~c 4xx  ~d amazonaws", "method, status, host"],
  ["~u report.json", "URL; a word alone is looked for there too"],
  ["~h user-agent*boto  ~b Items", "header, body"],
  ["a b · a & b · a | b · !a · ( )", "and, or, not, groups"],
];

/** The dialog. */
export function HelpDialog({ close }: { readonly close: () => void }): JSX.Element {
  const dialog = useModal();
  return (
    <dialog ref={dialog} class="help" aria-labelledby="help-title" onClose={close}>
      <h2 id="help-title">Keys and filters</h2>
      <div class="columns">
        <dl>
          {keyHelp.map(([keys, does]) => (
            <div key={keys}>
              <dt>
                {keys.split(" ").map((key) => (
                  <kbd key={key}>{key}</kbd>
                ))}
              </dt>
              <dd>{does}</dd>
            </div>
          ))}
        </dl>
        <dl>
          {filterHelp.map(([term, asks]) => (
            <div key={term}>
              <dt>
                <code>{term}</code>
              </dt>
              <dd>{asks}</dd>
            </div>
          ))}
        </dl>
      </div>
      <button type="button" class="main" onClick={() => dialog.current?.close()}>
        Close
      </button>
    </dialog>
  );
}
