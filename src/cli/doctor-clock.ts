// What this machine's time services say, and a server's Date where the user allows one request.
import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import type { ClockState } from "../doctor/surroundings.ts";
import type { ShortCommand } from "./short-command.ts";

/** Runs one of the services' own commands. */
export type Ask = (command: readonly string[]) => Promise<ShortCommand>;

/** Longest wait for the server's answer, in milliseconds. */
const answerMs = 3_000;

/** Asks each service in turn; the first that knows decides. `url`: a server to compare with, or null. */
export async function clockState(ask: Ask, url: string | null): Promise<ClockState> {
  const services = await Promise.all(
    timeServices.map(async ([source, command, read]) => ({ source, synchronised: read(await ask(command)) })),
  );
  const known = services.find(({ synchronised }) => synchronised !== null);
  const server = url === null ? null : { url, offsetMs: await serverOffsetMs(url) };
  return { synchronised: known?.synchronised ?? null, source: known?.source ?? null, server };
}

type Reading = (said: ShortCommand) => boolean | null;

const timeServices: readonly (readonly [source: string, command: readonly string[], read: Reading])[] = [
  [
    "timedatectl",
    ["timedatectl", "show", "--property=NTPSynchronized"],
    ({ stdout }) => answer(/^NTPSynchronized=(?:(yes)|no)$/m.exec(stdout)),
  ],
  [
    "chronyc",
    ["chronyc", "-n", "tracking"],
    ({ stdout }) =>
      answer(/^Leap status\s*:\s*(?:(Normal|Insert second|Delete second)|Not synchronised)/m.exec(stdout)),
  ],
  [
    "ntpq",
    ["ntpq", "-n", "-c", "rv 0 leap"],
    ({ stdout }) => answer(/\bleap=(?:(00|01|10)|11)\b/.exec(stdout)),
  ],
];

function answer(found: RegExpExecArray | null): boolean | null {
  return found === null ? null : found[1] !== undefined;
}

/** This clock minus the server's, in milliseconds: its Date has whole seconds, so half of one is added. */
function serverOffsetMs(url: string): Promise<number | null> {
  return new Promise((resolve) => {
    const ask = url.startsWith("https:") ? httpsRequest : httpRequest;
    const begun = Date.now();
    try {
      const asked = ask(url, { method: "HEAD", agent: false, timeout: answerMs }, (response) => {
        const now = (begun + Date.now()) / 2;
        const date = Date.parse(response.headers.date ?? "");
        response.destroy();
        resolve(Number.isNaN(date) ? null : now - (date + 500));
      });
      const giveUp = setTimeout(() => asked.destroy(), answerMs);
      asked.on("timeout", () => asked.destroy());
      asked.on("error", () => resolve(null));
      asked.on("close", () => {
        clearTimeout(giveUp);
        resolve(null);
      });
      asked.end();
    } catch {
      resolve(null);
    }
  });
}
