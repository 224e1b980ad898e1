// One input of `explain`: its bytes, then the request in it, or the reason why there is none. Nothing here throws for what a file holds.
import { open } from "node:fs/promises";
import { resolve } from "node:path";
import type { ErrorCode } from "../http/countersign-error.ts";
import { CountersignError } from "../http/countersign-error.ts";
import type { MessagePair, MessageRefusal } from "../http/http-message.ts";
import { latin1, parseHttpMessage } from "../http/http-message.ts";
import { formatWords, inputFormat } from "./input-format.ts";
import type { Settings } from "./settings.ts";
import { standardInputBytes } from "./standard-input.ts";

/** Why an input gave no request. */
export interface InputRefusal {
  readonly code: ErrorCode;
  readonly message: string;
}

/** Largest input that is read, in bytes: beyond it a capture is no longer one request. */
const largestInputBytes = 64 * 1024 * 1024;

/** Reads and parses one input; `-` is standard input. */
export async function readInput(
  input: string,
  settings: Pick<Settings, "scheme" | "format">,
  workingFolder: string,
): Promise<MessagePair | InputRefusal> {
  const bytes = input === "-" ? await standardInput() : await fileBytes(resolve(workingFolder, input));
  return "code" in bytes ? bytes : parsedInput(bytes, settings);
}

/** The request in an input's bytes. Total. */
export function parsedInput(
  bytes: Uint8Array,
  settings: Pick<Settings, "scheme" | "format">,
): MessagePair | InputRefusal {
  if (bytes.length === 0) return { code: "ERR_INPUT_EMPTY", message: "the input is empty" };
  const format = settings.format ?? inputFormat(latin1(bytes.subarray(0, 65_536)));
  if (format !== "http") return unreadableFormat(format);
  const parsed = parseHttpMessage(bytes, { scheme: settings.scheme });
  if (!("refusal" in parsed)) return parsed;
  return {
    code: parsed.refusal === "empty" ? "ERR_INPUT_EMPTY" : "ERR_INPUT_UNREADABLE",
    message: refusalWords(parsed),
  };
}

function unreadableFormat(format: string): InputRefusal {
  const words = Object.hasOwn(formatWords, format)
    ? formatWords[format as keyof typeof formatWords]
    : `the format ${format}`;
  const later = format === "unknown" || format === "json" ? "" : "; reading it comes with a later release";
  return {
    code: "ERR_INPUT_UNREADABLE",
    message: `the input is ${words}${later}. This release reads raw HTTP/1.1 requests (--format http)`,
  };
}

function refusalWords(refusal: MessageRefusal): string {
  switch (refusal.refusal) {
    case "empty":
      return "the input is empty";
    case "no-request-line":
      return "its first line is no HTTP request line";
    case "no-status-line":
      return "what follows the separator %%% does not begin with an HTTP status line";
    case "header-without-colon":
      return "one of its header lines has no colon";
  }
}

async function standardInput(): Promise<Uint8Array | InputRefusal> {
  try {
    return await standardInputBytes(largestInputBytes);
  } catch (error) {
    return error instanceof CountersignError
      ? error
      : { code: "ERR_FILE_UNREADABLE", message: "standard input cannot be read" };
  }
}

async function fileBytes(path: string): Promise<Uint8Array | InputRefusal> {
  try {
    const file = await open(path, "r");
    try {
      const stat = await file.stat();
      if (stat.isDirectory())
        return { code: "ERR_FILE_UNREADABLE", message: "it is a folder; name its files" };
      if (stat.size > largestInputBytes) return tooLarge;
      return await file.readFile();
    } finally {
      await file.close();
    }
  } catch (error) {
    return { code: "ERR_FILE_UNREADABLE", message: `the file cannot be read: ${systemReason(error)}` };
  }
}

const tooLarge: InputRefusal = {
  code: "ERR_INPUT_TOO_LARGE",
  message: `the file is longer than ${largestInputBytes} bytes`,
};

function systemReason(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const words: Readonly<Record<string, string>> = {
    ENOENT: "there is no such file",
    EACCES: "permission denied",
  };
  return words[code] ?? (code === "" ? "unknown reason" : code);
}
