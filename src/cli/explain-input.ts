// One input of `explain`: its bytes, then the request in it, or the reason why there is none. Nothing here throws for what a file holds.
import { open } from "node:fs/promises";
import { resolve } from "node:path";
import { CountersignError } from "../http/countersign-error.ts";
import type { MessageOptions } from "../http/http-message.ts";
import { latin1 } from "../http/http-message.ts";
import { curlCommand } from "../inputs/curl-command.ts";
import { debugLog } from "../inputs/debug-log.ts";
import { errorBody } from "../inputs/error-body.ts";
import { examinationLines } from "../inputs/examination-lines.ts";
import { harExchanges } from "../inputs/har.ts";
import { httpMessages, loneResponse } from "../inputs/http-messages.ts";
import type { InputReading, InputRefusal } from "../inputs/input-exchange.ts";
import { formatWords, inputFormat } from "../inputs/input-format.ts";
import { presignedUrl } from "../inputs/presigned-url.ts";
import { holdsSignedToken, signedTokens } from "../inputs/signed-token.ts";
import type { Settings } from "./settings.ts";
import { standardInputBytes } from "./standard-input.ts";

/** Largest input that is read, in bytes: beyond it a capture is no longer one request. */
const largestInputBytes = 64 * 1024 * 1024;

/** Reads and parses one input; `-` is standard input. */
export async function readInput(
  input: string,
  settings: Pick<Settings, "scheme" | "format">,
  workingFolder: string,
): Promise<InputReading> {
  const bytes = input === "-" ? await standardInput() : await fileBytes(resolve(workingFolder, input));
  return "code" in bytes ? bytes : parsedInput(bytes, settings);
}

/** The requests in an input's bytes. Total. */
export function parsedInput(bytes: Uint8Array, settings: Pick<Settings, "scheme" | "format">): InputReading {
  if (bytes.length === 0) return { code: "ERR_INPUT_EMPTY", message: "the input is empty" };
  const format = settings.format ?? formatOf(bytes);
  const read = Object.hasOwn(readers, format) ? readers[format] : undefined;
  if (!read) return unreadableFormat(format);
  try {
    return read(bytes, { scheme: settings.scheme });
  } catch (error) {
    // A reader that throws has met what nobody thought of: the other inputs must still be read.
    const kind =
      error instanceof RangeError ? "it is nested or repeated beyond all bounds" : "its reader failed";
    return { code: "ERR_INPUT_UNREADABLE", message: `the input cannot be read: ${kind}` };
  }
}

/** The format by its look; what has none, or is JSON of no known kind, may hold a token. */
function formatOf(bytes: Uint8Array): string {
  const text = latin1(bytes.subarray(0, 65_536));
  const format = inputFormat(text);
  const open = format === "json" || format === "unknown" || format === "error-body";
  return open && tokenMark.test(text) && holdsSignedToken(text) ? "signed-token" : format;
}

const tokenMark =
  /k8s-aws-v1\.|iam_http_request_method|X-Amz-Signature=|"Authorization"|%22Authorization%22|^\s*aHR0c/;

type Reader = (bytes: Uint8Array, options: MessageOptions) => InputReading;

const readers: Readonly<Record<string, Reader>> = {
  http: httpMessages,
  response: (bytes) => loneResponse(latin1(bytes)),
  har: harExchanges,
  examinations: examinationLines,
  curl: (bytes) => curlCommand(latin1(bytes)),
  "presigned-url": (bytes) => presignedUrl(latin1(bytes)),
  "signed-token": (bytes) => signedTokens(latin1(bytes)),
  "error-body": (bytes) => errorBody(latin1(bytes)),
  "debug-log": (bytes) => debugLog(latin1(bytes)),
};

function unreadableFormat(format: string): InputRefusal {
  const words = Object.hasOwn(formatWords, format)
    ? formatWords[format as keyof typeof formatWords]
    : `the format ${format}`;
  const why = format === "evidence" ? "name its path, without --format" : "it is no input of explain";
  return { code: "ERR_INPUT_UNREADABLE", message: `the input is ${words}; ${why} (see --format)` };
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
