// Copying one request as something that can be run or read elsewhere.
import type { JSX } from "preact";
import { useCallback, useState } from "preact/hooks";
import { copyFormats } from "../inspector/inspector-api.ts";
import { ask } from "./api.ts";
import { offer } from "./save-menu.tsx";
import { useKeys } from "./use-keys.ts";

const names: Readonly<Record<(typeof copyFormats)[number], string>> = {
  curl: "curl",
  awscurl: "awscurl",
  aws: "AWS CLI",
  boto3: "boto3",
  http: "raw bytes",
};

/** The menu of a request. */
export function CopyMenu({ number }: { readonly number: number }): JSX.Element {
  const [says, setSays] = useState("");
  const copy = useCallback(
    async (format: (typeof copyFormats)[number]): Promise<void> => {
      try {
        const answer = await ask(`/api/requests/${number}/copy?format=${format}`);
        if (format === "http") offer(await answer.blob(), `countersign-${number}.http`);
        else await navigator.clipboard.writeText(await answer.text());
        setSays(format === "http" ? "saved" : `copied as ${names[format]}`);
      } catch (error) {
        setSays(error instanceof Error ? error.message : "it cannot be copied");
      }
    },
    [number],
  );
  useKeys(
    useCallback(
      (command) => {
        if (command === "copy") void copy("curl");
        return command === "copy";
      },
      [copy],
    ),
  );
  return (
    <span class="copy">
      <span class="label">Copy as</span>
      {copyFormats.map((format) => (
        <button type="button" class="chip" key={format} onClick={() => void copy(format)}>
          {names[format]}
        </button>
      ))}
      <output aria-live="polite">{says}</output>
    </span>
  );
}
