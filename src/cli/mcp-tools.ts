// The tools of the MCP server: what each takes, and what it answers in text. Nothing here knows of the protocol.
import { resolve } from "node:path";
import { loadKnowledge } from "../credentials/load-knowledge.ts";
import { doctorText } from "../doctor/doctor-text.ts";
import { examineSurroundings } from "../doctor/examine-surroundings.ts";
import { newestEvidence } from "../evidence/retention.ts";
import type { ExaminationJson } from "../report/examination-json.ts";
import { examinationText } from "../report/examination-text.ts";
import { exchangeLine } from "../report/exchange-line.ts";
import { plainPaint } from "../report/paint.ts";
import type { CommandContext } from "./command-context.ts";
import { gatherSurroundings } from "./doctor-surroundings.ts";
import { exportedEvidence } from "./evidence-source.ts";
import { examineText } from "./examine-inputs.ts";
import { evidenceItems } from "./explain-evidence.ts";
import { timeValue } from "./option-values.ts";
import { fallbackSettings } from "./options.ts";
import { stateFolder } from "./session-evidence.ts";

/** Arguments as a client gives them. */
export type ToolArguments = Readonly<Record<string, unknown>>;

/** One tool. */
export interface McpTool {
  readonly name: string;
  readonly description: string;
  readonly inputSchema: {
    readonly type: "object";
    readonly properties: Readonly<Record<string, { readonly type: string; readonly description: string }>>;
    readonly required: readonly string[];
  };
  /** The answer. Throws an Error whose message is fit for the client. */
  readonly call: (given: ToolArguments, context: CommandContext) => Promise<string>;
}

/** Requests of one input that are explained, and lines of one list. */
const mostExplained = 10;
const mostListed = 200;

const file = { type: "string", description: "an evidence file or bundle; default: that of the newest run" };

/** The tools there are. */
export const mcpTools: readonly McpTool[] = [
  {
    name: "explain",
    description:
      "Examine a captured AWS request offline: raw HTTP, HAR, a curl line, a presigned URL, an AWS error body or a client's debug log. Says whether its signature is right, proves why not, and what to do. Secrets of this machine are used and never shown.",
    inputSchema: {
      type: "object",
      properties: {
        text: { type: "string", description: "the captured request, exactly as it is" },
        now: {
          type: "string",
          description: "clock of the machine that captured it, ISO 8601; default: not judged",
        },
      },
      required: ["text"],
    },
    call: explained,
  },
  {
    name: "doctor",
    description:
      "Check the surroundings of AWS requests on this machine: credentials, region, proxies, certificates, clock, runtimes; each fault with the command that mends it. Shows no secret and changes nothing.",
    inputSchema: { type: "object", properties: {}, required: [] },
    call: async (_, context) => {
      const choices = { settings: fallbackSettings(), checkClock: null, probes: null };
      return doctorText(examineSurroundings(await gatherSurroundings(choices, context)), plainPaint);
    },
  },
  {
    name: "list",
    description:
      "List the requests of a run from its evidence, newest last: id, time, verdict, request, answer, causes.",
    inputSchema: {
      type: "object",
      properties: {
        file,
        limit: {
          type: "number",
          description: `how many of the last ones; default 50, at most ${mostListed}`,
        },
      },
      required: [],
    },
    call: listed,
  },
  {
    name: "show",
    description: "Show one request of a run from its evidence: the whole examination as JSON, redacted.",
    inputSchema: {
      type: "object",
      properties: { file, id: { type: "string", description: "an id that list gave" } },
      required: ["id"],
    },
    call: shown,
  },
];

async function explained(given: ToolArguments, context: CommandContext): Promise<string> {
  const text = wanted(given, "text");
  const now = typeof given.now === "string" ? timeValue(given.now) : { value: null };
  if ("wrong" in now) throw new Error(`now: ${now.wrong}`);
  const { knowledge } = await loadKnowledge({
    ...{ environment: context.environment, home: context.home },
    ...{ files: [], defaultCredentials: true, signingKeys: [] },
  });
  const parts: string[] = [];
  let explainedSoFar = 0;
  for await (const result of examineText(Buffer.from(text, "utf8"), knowledge, now.value)) {
    if (result.kind === "refused") {
      if (explainedSoFar === 0) throw new Error(result.refusal.message);
      parts.push(result.refusal.message);
    } else if (explainedSoFar === mostExplained) {
      parts.push(`Only the first ${mostExplained} requests are explained.`);
      break;
    } else {
      explainedSoFar += 1;
      parts.push(examinationText(result.examination, plainPaint), ...result.notes);
    }
  }
  return parts.join("\n");
}

async function listed(given: ToolArguments, context: CommandContext): Promise<string> {
  const limit = Math.min(mostListed, Math.max(1, Math.floor(Number(given.limit ?? 50)) || 50));
  const lines: string[] = [];
  let count = 0;
  for await (const examination of examinations(given, context)) {
    count += 1;
    lines.push(`${examination.id}  ${exchangeLine(examination, plainPaint)}`);
    if (lines.length > limit) lines.shift();
  }
  return [`${count} requests${count > lines.length ? `, the last ${lines.length}` : ""}`, ...lines].join(
    "\n",
  );
}

async function shown(given: ToolArguments, context: CommandContext): Promise<string> {
  const id = wanted(given, "id");
  for await (const examination of examinations(given, context))
    if (examination.id === id) return JSON.stringify(examination, null, 2);
  throw new Error("the evidence holds no request of this id; list shows those it has");
}

async function* examinations(given: ToolArguments, context: CommandContext): AsyncGenerator<ExaminationJson> {
  const path =
    typeof given.file === "string"
      ? resolve(context.workingFolder, given.file)
      : newestEvidence(stateFolder(context.home));
  if (path === null)
    throw new Error("there is no evidence yet: countersign start or countersign run makes it");
  for await (const { examination } of exportedEvidence(evidenceItems(path), () => undefined))
    yield examination;
}

function wanted(given: ToolArguments, name: string): string {
  const value = given[name];
  if (typeof value === "string" && value !== "") return value;
  throw new Error(`${name} is missing`);
}
