// Many requests gathered for a report that people read: what fails in the same way is told once, with how often it came.
import { targetParts } from "../http/request-target.ts";
import type { Verdict } from "../sigv4/verify.ts";
import type { ExaminationJson } from "./examination-json.ts";
import type { Standing } from "./request-facts.ts";
import { standing } from "./request-facts.ts";

/** Requests that stand in the same way for the same reasons. */
export interface ReportGroup {
  readonly standing: Standing;
  /** The first of them, told in full. */
  readonly example: ExaminationJson;
  readonly count: number;
  /** Ids of the first of them. */
  readonly ids: readonly string[];
  /** ISO 8601; null where no time is known. */
  readonly firstTime: string | null;
  readonly lastTime: string | null;
}

/** A report's content, bounded whatever the number of requests. */
export interface GatheredReport {
  readonly requests: number;
  readonly verdicts: ReadonlyMap<Verdict, number>;
  readonly standings: ReadonlyMap<Standing, number>;
  /** Failures first, then warnings; in the order in which they were first seen. */
  readonly groups: readonly ReportGroup[];
  /** Requests in groups that there was no room for. */
  readonly requestsNotShown: number;
  /** The first requests, one line each. */
  readonly rows: readonly ExaminationJson[];
}

const mostGroups = 200;
const mostIds = 20;
const mostRows = 1000;

interface Growing {
  readonly example: ExaminationJson;
  readonly standing: Standing;
  count: number;
  readonly ids: string[];
  lastTime: string | null;
}

/** Gathers a report; memory is bounded. */
export async function gatheredReport(
  examinations: AsyncIterable<ExaminationJson> | Iterable<ExaminationJson>,
): Promise<GatheredReport> {
  const groups = new Map<string, Growing>();
  const verdicts = new Map<Verdict, number>();
  const standings = new Map<Standing, number>();
  const rows: ExaminationJson[] = [];
  let [requests, requestsNotShown] = [0, 0];
  for await (const examination of examinations) {
    const state = standing(examination);
    requests += 1;
    verdicts.set(examination.verdict, (verdicts.get(examination.verdict) ?? 0) + 1);
    standings.set(state, (standings.get(state) ?? 0) + 1);
    if (rows.length < mostRows) rows.push(examination);
    if ((state === "failed" || state === "warned") && !added(groups, examination, state))
      requestsNotShown += 1;
  }
  return { requests, verdicts, standings, groups: ordered(groups), requestsNotShown, rows };
}

function added(groups: Map<string, Growing>, examination: ExaminationJson, state: Standing): boolean {
  const key = groupKey(examination, state);
  const known = groups.get(key);
  if (!known) {
    if (groups.size >= mostGroups) return false;
    const { id, time } = examination;
    groups.set(key, { example: examination, standing: state, count: 1, ids: [id], lastTime: time });
    return true;
  }
  known.count += 1;
  if (known.ids.length < mostIds) known.ids.push(examination.id);
  known.lastTime = examination.time ?? known.lastTime;
  return true;
}

/** Same method, host, verdict, causes and findings: what a person would call the same failure. */
function groupKey(examination: ExaminationJson, state: Standing): string {
  const { verdict, causes, findings, request, envelope } = examination;
  const rules = findings.filter(({ severity }) => severity !== "note").map(({ rule }) => rule);
  const host = targetParts(request.target).authority ?? request.authority;
  return JSON.stringify([state, verdict, causes, rules, request.method, host, envelope.accessKeyId]);
}

function ordered(groups: ReadonlyMap<string, Growing>): ReportGroup[] {
  const all = [...groups.values()].map((group) => ({ ...group, firstTime: group.example.time }));
  return [
    ...all.filter((one) => one.standing === "failed"),
    ...all.filter((one) => one.standing !== "failed"),
  ];
}
