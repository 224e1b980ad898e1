// Saving what the filter asks for, or one request, in a format that something else reads.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { saveFormats } from "../inspector/inspector-api.ts";
import { ask } from "./api.ts";

const endings: Readonly<Record<(typeof saveFormats)[number], string>> = {
  har: "har",
  jsonl: "jsonl",
  sarif: "sarif",
  junit: "xml",
  markdown: "md",
  html: "html",
};

/** What is saved: all that a filter asks for, or one request. */
export interface SaveMenuProps {
  readonly filter: string;
  readonly number?: number;
}

/** The menu. */
export function SaveMenu({ filter, number }: SaveMenuProps): JSX.Element {
  const [says, setSays] = useState("");
  const save = async (format: (typeof saveFormats)[number]): Promise<void> => {
    setSays("saving…");
    try {
      const parameters = new URLSearchParams({ format, filter });
      if (number !== undefined) parameters.set("number", String(number));
      const name = `countersign${number === undefined ? "" : `-${number}`}.${endings[format]}`;
      offer(await (await ask(`/api/save?${parameters}`)).blob(), name);
      setSays("");
    } catch (error) {
      setSays(error instanceof Error ? error.message : "it cannot be saved");
    }
  };
  return (
    <span class="save">
      <label for={`save-${number ?? "all"}`} class="hidden">
        Save as
      </label>
      <select
        id={`save-${number ?? "all"}`}
        value=""
        onChange={(event) => {
          const format = saveFormats.find((one) => one === event.currentTarget.value);
          event.currentTarget.value = "";
          if (format) void save(format);
        }}
      >
        <option value="">Save as…</option>
        {saveFormats.map((format) => (
          <option key={format} value={format}>
            {format}
          </option>
        ))}
      </select>
      <output>{says}</output>
    </span>
  );
}

/** Gives the browser a file to save. */
export function offer(content: Blob, name: string): void {
  const url = URL.createObjectURL(content);
  const link = Object.assign(document.createElement("a"), { href: url, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
