// A request as an awscurl command (github.com/okigan/awscurl): signed again with the credentials that awscurl finds.
import { comments } from "./curl-line.ts";
import { printfCommand, shellWord } from "./shell-word.ts";
import type { UnsignedRequest } from "./signed-again.ts";

/** The command, its notes as comments above it. Options and values are joined by `=`: a value that looks like an option stays one. */
export function awscurlLine(request: UnsignedRequest): string {
  const { scope, method, headers, body } = request;
  const notes = scope ? [] : ["awscurl signs every request: this one was sent without a signature"];
  const options = [
    `--service=${scope?.service ?? "execute-api"}`,
    `--region=${scope?.region ?? "us-east-1"}`,
    `--request=${method}`,
    ...headers.map(([name, value]) => `--header=${name}: ${value}`),
  ].map(word);
  const asFile = body.text === null || !/^[\x20-\x7e\n]*$/.test(body.text) || body.text.startsWith("@");
  const before = asFile && body.text !== null ? [`${printfCommand(body.text)} > body.bin`] : [];
  if (body.bytes > 0)
    options.push(...(asFile ? ["--data=@body.bin"] : [word(`--data=${body.text ?? ""}`)]), "--data-binary");
  return [
    ...comments({ notes: [...request.notes, ...notes] }),
    ...before,
    `awscurl ${[...options, word(request.url)].join(" \\\n  ")}`,
  ].join("\n");
}

function word(text: string): string {
  return shellWord(text) ?? "''";
}
