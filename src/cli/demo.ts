// The demo: the whole job on the built-in sandbox, with real signers, some of them broken on purpose.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Examination } from "../diagnosis/examination.ts";
import { examinationJson } from "../report/examination-json.ts";
import { examinationText } from "../report/examination-text.ts";
import type { Paint } from "../report/paint.ts";
import type { CommandContext } from "./command-context.ts";
import type { DemoCase } from "./demo-cases.ts";
import { demoCases } from "./demo-cases.ts";
import type { DemoRoute } from "./demo-clients.ts";
import { curlVersion } from "./demo-clients.ts";
import { paintFor } from "./paint.ts";
import type { Session } from "./session.ts";
import { openSession } from "./session.ts";
import type { Settings } from "./settings.ts";

/** curl signs with `--aws-sigv4` since 7.75. */
const firstSigningCurl = 775;
/** How long an examination may take to arrive once its request is answered. */
const patienceMs = 10_000;

/** Runs the demo. Exit status 0 when every request comes out as it should, 1 when one does not. */
export async function demo(options: {
  readonly settings: Settings;
  readonly context: CommandContext;
}): Promise<number> {
  const { context } = options;
  // The SDK warns once about Node versions it will leave behind; that is not the demo's subject.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";
  const folder = await mkdtemp(join(tmpdir(), "countersign-demo-"));
  const arrivals = openArrivals();
  const settings: Settings = {
    ...options.settings,
    port: 0,
    host: "127.0.0.1",
    certs: join(folder, "certs"),
    credentials: [],
    defaultCredentials: false,
    signingKey: [],
    intercept: [],
    sandbox: true,
    log: null,
    evidence: "off",
  };
  try {
    const session = await openSession({
      settings,
      context,
      onExamination: arrivals.arrived,
      onNote: () => undefined,
    });
    try {
      return await runCases(session, arrivals, options);
    } finally {
      await session.close(2000);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function runCases(
  session: Session,
  arrivals: Arrivals,
  { settings, context }: { readonly settings: Settings; readonly context: CommandContext },
): Promise<number> {
  const { certificateFile, certificatePem } = session.certificateAuthority;
  const route: DemoRoute = { proxyUrl: session.proxyUrl, certificateFile, certificatePem };
  const version = await curlVersion();
  const curl = version !== null && version >= firstSigningCurl;
  const cases = demoCases({ curl });
  const print = printer(settings, context);
  print.people(introduction(session, cases, curl));
  const tally = { asExpected: 0, proven: 0, broken: 0 };
  for (const [index, each] of cases.entries()) {
    await each.send(route).catch(() => undefined);
    const examination = await arrivals.next(patienceMs);
    const right = examination !== null && comesOutRight(each, examination);
    print.result(`${index + 1}/${cases.length}`, each, examination, right);
    tally.asExpected += right ? 1 : 0;
    tally.broken += each.causes.length > 0 ? 1 : 0;
    tally.proven += examination?.proof ? 1 : 0;
  }
  print.people(conclusion(cases.length, tally));
  return tally.asExpected === cases.length ? 0 : 1;
}

function comesOutRight(expected: DemoCase, examination: Examination): boolean {
  return expected.verdict === examination.verdict && expected.causes.join() === examination.causes.join();
}

function introduction(session: Session, cases: readonly DemoCase[], curl: boolean): string {
  const broken = cases.filter(({ causes }) => causes.length > 0).length;
  return [
    `countersign demo: ${cases.length - broken} correct and ${broken} broken requests through ${session.proxyUrl}.`,
    "Real signers; the built-in sandbox answers for AWS; nothing leaves this machine.",
    ...(curl ? [] : ["(curl is left out: it is not installed, or older than 7.75 and cannot sign.)"]),
  ].join("\n");
}

function conclusion(total: number, tally: { asExpected: number; proven: number; broken: number }): string {
  return [
    "",
    `${tally.asExpected} of ${total} requests came out as they should: ${total - tally.broken} correct ones without a finding,`,
    `${tally.broken} broken ones with their cause; ${tally.proven} mismatches proven by reproducing the client's own signature.`,
    "Next: countersign run -- aws s3 ls      or      countersign start",
  ].join("\n");
}

interface Printer {
  people(text: string): void;
  result(count: string, expected: DemoCase, examination: Examination | null, right: boolean): void;
}

function printer(settings: Settings, { output }: CommandContext): Printer {
  const people = settings.json ? output.err : output.out;
  const paint = paintFor(settings.json ? output.colour.err : output.colour.out);
  return {
    people,
    result(count, expected, examination, right) {
      people(`\n${paint.bold(`${count} ${expected.title}`)} ${paint.dim(`(${expected.signer})`)}`);
      if (examination === null) people("no request arrived at the proxy");
      else if (settings.json)
        output.out(JSON.stringify(examinationJson(examination, { signature: "short" })));
      else people(examinationText(examination, paint));
      if (!right) people(surprise(expected, paint));
    },
  };
}

function surprise(expected: DemoCase, paint: Paint): string {
  const causes = expected.causes.length === 0 ? "no cause" : expected.causes.join(", ");
  return paint.red(`This should have come out as ${expected.verdict} with ${causes}. Please report it.`);
}

interface Arrivals {
  readonly arrived: (examination: Examination) => void;
  /** The next examination in order of arrival, or null when none comes in time. */
  next(patience: number): Promise<Examination | null>;
}

function openArrivals(): Arrivals {
  const held: Examination[] = [];
  let waiting: ((examination: Examination | null) => void) | null = null;
  return {
    arrived(examination) {
      held.push(examination);
      waiting?.(held.shift() ?? null);
      waiting = null;
    },
    next(patience) {
      const first = held.shift();
      if (first) return Promise.resolve(first);
      return new Promise((resolve) => {
        const timer = setTimeout(() => {
          waiting = null;
          resolve(null);
        }, patience);
        waiting = (examination) => {
          clearTimeout(timer);
          resolve(examination);
        };
      });
    },
  };
}
