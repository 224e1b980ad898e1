// A request as a curl command: signed again by curl with the credentials of the shell's environment. Pasting it runs nothing but curl.
import { printfCommand, shellWord } from "./shell-word.ts";
import type { UnsignedRequest } from "./signed-again.ts";
import { keptHeader } from "./signed-again.ts";

/** The command, its notes as comments above it. */
export function curlLine(request: UnsignedRequest): string {
  const { before, data } = dataWords(request);
  const words = [
    methodWords(request),
    ["--path-as-is", "--globoff"],
    ...signingWords(request),
    ...headerWords(request),
    data,
  ];
  const command = [...words, ["--url", word(request.url)]].filter((group) => group.length > 0);
  return [
    ...comments(request),
    `${before}curl ${command.map((group) => group.join(" ")).join(" \\\n  ")}`,
  ].join("\n");
}

function methodWords({ method, body }: UnsignedRequest): string[] {
  if (method === "HEAD") return ["--head"];
  return method === (body.bytes > 0 ? "POST" : "GET") ? [] : ["--request", word(method)];
}

/** Credentials are the shell's own variables: nothing that came from the wire stands in these quotes. */
function signingWords({ scope, hasSessionToken }: UnsignedRequest): string[][] {
  if (!scope) return [];
  return [
    ["--aws-sigv4", word(`aws:amz:${scope.region}:${scope.service}`)],
    ["--user", '"$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY"'],
    ...(hasSessionToken ? [["--header", '"x-amz-security-token: $AWS_SESSION_TOKEN"']] : []),
  ];
}

/** The headers that were sent, and none of those that curl adds by itself. A semicolon sends an empty value. */
function headerWords(request: UnsignedRequest): string[][] {
  const added = ["Accept", "User-Agent", ...(request.body.bytes > 0 ? ["Content-Type"] : [])];
  const absent = added.filter((name) => keptHeader(request, name.toLowerCase()) === undefined);
  const sent = request.headers.map(([name, value]) => (value === "" ? `${name};` : `${name}: ${value}`));
  return [...sent, ...absent.map((name) => `${name}:`)].map((header) => ["--header", word(header)]);
}

/** Notes as comments of a shell or of Python: each on one line. */
export function comments({ notes }: Pick<UnsignedRequest, "notes">): string[] {
  return [...new Set(notes)].map((note) => `# ${note.replace(/[^\x20-\x7e]+/g, " ")}`);
}

/** Text goes as an argument; what holds control characters or other bytes than ASCII comes through a pipe. */
function dataWords({ body }: UnsignedRequest): { readonly before: string; readonly data: string[] } {
  if (body.bytes === 0) return { before: "", data: [] };
  if (body.text === null) return { before: "", data: ["--data-binary", "@body.bin"] };
  if (/^[\x20-\x7e\n]*$/.test(body.text)) return { before: "", data: ["--data-raw", word(body.text)] };
  return { before: `${printfCommand(body.text)} | `, data: ["--data-binary", "@-"] };
}

/** Header names, values and URLs hold no NUL byte: those were left out or encoded before. */
function word(text: string): string {
  return shellWord(text) ?? "''";
}
