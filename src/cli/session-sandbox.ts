// The sandbox wired into a session: it judges as a server would that holds exactly the session's credentials.

import { examine } from "../diagnosis/examine.ts";
import { serverPrediction } from "../diagnosis/predict.ts";
import type { CapturedRequest } from "../http/captured-exchange.ts";
import type { ExaminationLog } from "../log/examination-log.ts";
import type { Judgement } from "../sandbox/judgement.ts";
import type { Sandbox } from "../sandbox/open-sandbox.ts";
import { openSandbox } from "../sandbox/open-sandbox.ts";
import type { ExaminationFlow } from "./examination-flow.ts";

/** Opens the sandbox. */
export function openSessionSandbox(flow: ExaminationFlow, log: ExaminationLog | null): Sandbox {
  return openSandbox({
    examine: (request) => judgement(request, flow),
    now: () => Date.now(),
    log: (line) => log?.event("info", "sandbox", { message: line }),
  });
}

function judgement(request: CapturedRequest, flow: ExaminationFlow): Judgement {
  const nowEpochMs = Date.now();
  const subject = {
    id: "sandbox",
    input: null,
    index: 0,
    request,
    response: null,
    selfCheck: null,
    nowEpochMs,
  };
  const examination = examine(subject, flow.examiner());
  const { verdict, derivation } = examination;
  return { verdict, prediction: serverPrediction(examination, flow.knowledge(), nowEpochMs), derivation };
}
