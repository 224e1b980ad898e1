// The `replay` command: captured requests sent again, as they stand or signed anew, and their answers beside the first ones.
import type { Command } from "commander";
import type { Examination } from "../diagnosis/examination.ts";
import type { CapturedRequest } from "../http/captured-exchange.ts";
import { CountersignError } from "../http/countersign-error.ts";
import { visibleText } from "../report/visible-text.ts";
import type { CommandContext } from "./command-context.ts";
import { withSettings } from "./command-context.ts";
import type { PreparedChoice } from "./replay-prepare.ts";
import { preparedRequest } from "./replay-prepare.ts";
import { sendReplay } from "./replay-send.ts";
import type { Replayable, ReplayReading } from "./replay-source.ts";
import { replayables } from "./replay-source.ts";
import type { Session } from "./session.ts";
import type { SettingName, Settings } from "./settings.ts";

const replaySettings: readonly SettingName[] = [
  "credentials",
  "defaultCredentials",
  "signingKey",
  "certs",
  "intercept",
  "upstreamProxy",
  "upstreamCa",
  "upstreamCert",
  "upstreamKey",
  "sandbox",
  "evidence",
  "scheme",
  "format",
  "json",
];

/** What the command line asks for beside the settings. */
interface Choice extends PreparedChoice {
  readonly requests: readonly string[];
  readonly from: string | null;
}

/** Declares `replay`. */
export function replayCommand(program: Command, context: CommandContext): void {
  const command = program
    .command("replay")
    .description("send captured requests again, as they stand or signed anew, and compare the answers")
    .argument("[request...]", "ids of an evidence file, evidence files, or anything that explain reads")
    .option(
      "--resign [mode]",
      "sign again: off, mismatch (only what is wrong), all; without a word all",
      "off",
    )
    .option("--from <file>", "evidence file of the ids (default: the newest of earlier runs)")
    .option(
      "--profile <name>",
      "sign with this profile's credentials instead of those of the request's key id",
    )
    .option("--region <region>", "sign for this region")
    .option("--service <name>", "sign for this signing name")
    .option(
      "--set-header <header>",
      "'Name: value' to be set before signing; may be given again",
      (text: string, before: string[]) => [...before, text],
      [],
    );
  withSettings(command, replaySettings, context, (settings, words) =>
    replay(settings, chosen(command, words), context),
  );
  command.addHelpText("after", help);
}

const help = `
Requests go to the hosts they name, one after the other, through a proxy of countersign's own: PUT and DELETE do again what they did.
Evidence keeps neither signatures nor tokens, so what comes from it is sent with --resign. As captured, a request is refused once its
date is out of the service's window.
The exit status is 0 when every answer is below 400, 1 when one is not, 2 when a request could not be sent.

Examples:
  $ countersign replay request.http                     as captured
  $ countersign replay --resign request.http            with a new date and signature
  $ countersign replay --resign --from run.sqlite 4f2a-7
  $ countersign replay --resign --region eu-west-1 --set-header 'Content-Type: text/plain' request.http
  $ countersign replay --sandbox --resign request.http  to the built-in endpoint; nothing leaves the machine`;

function chosen(command: Command, words: readonly string[]): Choice {
  const options: Record<string, unknown> = command.opts();
  const text = (name: string): string | null => (typeof options[name] === "string" ? options[name] : null);
  const mode = resignModes.find((each) => each === options.resign);
  // `--resign a.http`: the word behind it is no mode, so it is a request.
  const first = mode === undefined ? text("resign") : null;
  const requests = first === null ? words : [first, ...words];
  if (requests.length === 0)
    throw new CountersignError("ERR_USAGE", "name the requests to be sent again", {
      hint: "a file, or an id of an evidence file; countersign replay --help tells more",
    });
  return {
    requests,
    resign: mode ?? "all",
    from: text("from"),
    profile: text("profile"),
    region: text("region"),
    service: text("service"),
    headers: (options.setHeader as readonly string[]).map(headerOf),
  };
}

const resignModes = ["off", "mismatch", "all"] as const;

function headerOf(text: string): readonly [string, string] {
  const parts = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([^\r\n\0]*)$/.exec(text);
  if (parts === null)
    throw new CountersignError("ERR_OPTION_INVALID", `not a header for --set-header: ${visibleText(text)}`, {
      hint: "write it as 'Name: value'",
    });
  return [parts[1] ?? "", parts[2] ?? ""];
}

async function replay(settings: Settings, choice: Choice, context: CommandContext): Promise<number> {
  const { output } = context;
  const { openSession } = await import("./session.ts");
  let told: (examination: Examination) => void = () => undefined;
  const session = await openSession({
    settings: { ...settings, port: 0, host: "127.0.0.1", evidence: settings.evidence ?? "off" },
    context,
    onNote: (sentence) => output.err(`countersign: ${sentence}`),
    onExamination: (examination) => {
      if (examination.nested === undefined) told(examination);
    },
  });
  let status = 0;
  try {
    for await (const one of replayables(choice.requests, choice.from, settings, context)) {
      const answered = new Promise<Examination>((resolve) => (told = resolve));
      const result = await replayed(one, choice, session, answered);
      if ("refused" in result) output.err(`countersign: not sent: ${visibleText(result.refused)}`);
      else output.out(settings.json ? json(result) : text(result));
      status = Math.max(status, statusOf(result));
      await output.keptUp();
    }
  } finally {
    await session.close();
  }
  return status;
}

/** What became of one request. */
interface Replayed {
  readonly one: Replayable;
  readonly signedBy: string | null;
  readonly now: Examination;
}

function statusOf(result: Replayed | Refused): number {
  if ("refused" in result) return 2;
  return (result.now.response?.status ?? 599) >= 400 ? 1 : 0;
}

interface Refused {
  readonly refused: string;
}

async function replayed(
  one: ReplayReading,
  choice: Choice,
  session: Session,
  answered: Promise<Examination>,
): Promise<Replayed | Refused> {
  if ("refused" in one) return one;
  const prepared = preparedRequest(one, choice, session.knowledge());
  if ("refused" in prepared) return prepared;
  const now = await sentOnce(session, prepared.request, answered);
  return "refused" in now
    ? { refused: `${one.id}: ${now.refused}` }
    : { one, signedBy: prepared.signedBy, now };
}

/** Longest wait for an answer, in milliseconds. */
const answerMs = 120_000;

async function sentOnce(
  session: Session,
  request: CapturedRequest,
  answered: Promise<Examination>,
): Promise<Examination | Refused> {
  const { port } = session.proxy;
  const { certificatePem } = session.certificateAuthority;
  let timer: NodeJS.Timeout | undefined;
  try {
    const connection = await sendReplay({ port, certificatePem }, request);
    const late = new Promise<{ refused: string }>((resolve) => {
      timer = setTimeout(() => resolve({ refused: "no answer came" }), answerMs);
    });
    const result = await Promise.race([answered, late]);
    connection.destroy();
    return result;
  } catch (error) {
    return { refused: error instanceof Error ? error.message : "it could not be sent" };
  } finally {
    clearTimeout(timer);
  }
}

function text({ one, signedBy, now }: Replayed): string {
  const outcome = (answer: { status: number; code: string | null } | null): string =>
    answer === null ? "no answer" : [answer.status, answer.code].filter((part) => part !== null).join(" ");
  const { method, authority, target } = one.request;
  const how = signedBy === null ? "as captured" : `signed again (${signedBy})`;
  return [
    `${visibleText(`${method} ${authority}${target.replace(/\?.*/, "")}`)}  ${how}`,
    `    before  ${visibleText(outcome(one.before))}`,
    `    now     ${visibleText(outcome(answerOf(now)))}  ${now.verdict}${now.causes.length > 0 ? `: ${now.causes.join(", ")}` : ""}`,
  ].join("\n");
}

function json({ one, signedBy, now }: Replayed): string {
  return JSON.stringify({
    schema: "countersign.replay/1",
    id: one.id,
    request: { method: one.request.method, authority: one.request.authority },
    resigned: signedBy !== null,
    before: one.before,
    now: { ...answerOf(now), verdict: now.verdict, causes: now.causes },
  });
}

function answerOf({ response, answer }: Examination): { status: number; code: string | null } | null {
  return response && { status: response.status, code: answer?.code ?? null };
}
