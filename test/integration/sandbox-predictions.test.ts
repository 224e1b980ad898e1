// Every row of every order of checks through the sandbox: the answer on the wire is the predicted one.
import { describe, expect, it } from "vitest";
import { createExaminer, examine } from "../../src/diagnosis/examine.ts";
import type { Example } from "../../src/diagnosis/example.ts";
import { serverPrediction } from "../../src/diagnosis/predict.ts";
import type { Prediction } from "../../src/diagnosis/prediction.ts";
import { rowExamples } from "../../src/diagnosis/prediction-examples.ts";
import { unredacted } from "../../src/diagnosis/prediction-mismatch.ts";
import { checkOrders } from "../../src/diagnosis/prediction-orders.ts";
import { serverAnswer } from "../../src/diagnosis/server-answer.ts";
import type { CapturedResponse } from "../../src/http/captured-exchange.ts";
import { headerValue } from "../../src/http/raw-headers.ts";
import type { Judgement } from "../../src/sandbox/judgement.ts";
import { openSandbox } from "../../src/sandbox/open-sandbox.ts";
import { rawExchange } from "../support/raw-exchange.ts";

function judged({ request, knowledge, nowEpochMs }: Example): Judgement {
  const subject = { id: "x", input: null, index: 0, request, response: null, selfCheck: null, nowEpochMs };
  const examination = examine(subject, createExaminer(knowledge));
  const prediction = serverPrediction(examination, knowledge, nowEpochMs);
  return { verdict: examination.verdict, prediction, derivation: examination.derivation };
}

async function answered(example: Example): Promise<CapturedResponse> {
  const sandbox = openSandbox({
    now: () => example.nowEpochMs,
    log: (line) => expect.unreachable(line),
    examine: (request) => judged({ ...example, request }),
  });
  const connection = sandbox.connect(example.request.authority, 443, true);
  try {
    return await rawExchange(connection, example.request);
  } finally {
    await sandbox.close();
  }
}

/** What of a prediction an answer of the dialect can say at all. */
function sayable({ dialect, status, code, message, elements }: Prediction): object {
  const shown = dialect === "s3" || dialect === "aoss" ? Object.fromEntries(elements) : {};
  if (dialect === "aoss") return { status, code: null, message: null, elements: shown };
  return { status, code, message, elements: shown };
}

function said(prediction: Prediction, response: CapturedResponse): object {
  const { status, code, message } = serverAnswer(response);
  const text = new TextDecoder().decode(response.body.content ?? new Uint8Array(0));
  const elements = prediction.elements.map(([name]) => {
    if (prediction.dialect === "aoss") return [name, headerValue(response.headers, name.toLowerCase())];
    return [name, unescaped(new RegExp(`<${name}>([\\s\\S]*?)</${name}>`).exec(text)?.[1] ?? "absent")];
  });
  return { status, code, message, elements: Object.fromEntries(elements) };
}

function unescaped(text: string): string {
  return text
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&amp;", "&");
}

/** The sandbox waits for a body that was announced and never comes, as S3 does: such a row cannot be seen on a wire. */
const neverAnswered = new Set(["whole body"]);

const rows = checkOrders.flatMap((order) =>
  rowExamples(order)
    .filter(({ check }) => !neverAnswered.has(check))
    .map(({ check, example }, index) => [`${order.id}: ${check} (${index + 1})`, example] as const),
);

describe("the sandbox answers as predicted", () => {
  it.each(rows)("%s", async (_, example) => {
    const { prediction, derivation } = judged(example);
    expect(prediction.status).toBeGreaterThanOrEqual(400);
    const response = await answered(example);
    expect(said(prediction, response)).toEqual(sayable(unredacted(prediction, derivation)));
  });

  it("walks every order", () => {
    expect(rows.length).toBeGreaterThan(300);
  });
});

/** The whole of one answer of each dialect, ids aside. */
describe("the form of an answer", () => {
  async function form(
    order: string,
    check: string,
  ): Promise<readonly [status: number, type: string, body: string]> {
    const found = checkOrders.find(({ id }) => id === order);
    const example = found && rowExamples(found).find((row) => row.check === check)?.example;
    if (!example) throw new Error(`no example of ${check}`);
    const { status, headers, body } = await answered(example);
    const text = new TextDecoder().decode(body.content ?? new Uint8Array(0));
    return [
      status,
      `${headerValue(headers, "content-type")} ${headerValue(headers, "x-amzn-errortype") ?? "-"}`,
      text.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "ID").replace(/>[0-9A-F]{16}</, ">ID<"),
    ];
  }

  it.each([
    [
      "query",
      403,
      "text/xml -",
      '<?xml version="1.0" encoding="UTF-8"?>\n<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>InvalidClientTokenId</Code><Message>The security token included in the request is invalid.</Message></Error><RequestId>ID</RequestId></ErrorResponse>',
    ],
    [
      "ec2",
      401,
      "text/xml;charset=UTF-8 -",
      '<?xml version="1.0" encoding="UTF-8"?>\n<Response><Errors><Error><Code>AuthFailure</Code><Message>AWS was not able to validate the provided access credentials</Message></Error></Errors><RequestID>ID</RequestID></Response>',
    ],
    [
      "json-1.0",
      400,
      "application/x-amz-json-1.0 UnrecognizedClientException",
      '{"__type":"com.amazon.coral.service#UnrecognizedClientException","message":"The security token included in the request is invalid."}',
    ],
    [
      "json-1.1",
      400,
      "application/x-amz-json-1.1 UnrecognizedClientException",
      '{"__type":"UnrecognizedClientException","message":"The security token included in the request is invalid."}',
    ],
    [
      "rest-json",
      403,
      "application/json UnrecognizedClientException",
      '{"message":"The security token included in the request is invalid."}',
    ],
    [
      "appsync",
      403,
      "application/json UnrecognizedClientException",
      '{"errors":[{"errorType":"UnrecognizedClientException","message":"The security token included in the request is invalid."}]}',
    ],
    [
      "opensearch-serverless",
      403,
      "application/json -",
      '{"status":403,"request-id":"ID","error":{"reason":"403 Forbidden","type":"Forbidden"}}',
    ],
    [
      "neptune",
      403,
      "application/json -",
      '{"code":"AccessDeniedException","requestId":"ID","detailedMessage":"The security token included in the request is invalid."}',
    ],
    [
      "iot-websocket",
      403,
      "application/json ForbiddenException:",
      '{"message":"The security token included in the request is invalid.","traceId":"ID"}',
    ],
  ] as const)("of %s", async (order, status, type, body) => {
    expect(await form(order, "access key")).toEqual([status, type, body]);
  });

  it("spells the member with a capital where no signature was looked at", async () => {
    expect((await form("lambda-url", "any signature"))[2]).toBe(
      '{"Message":"Forbidden. For troubleshooting Function URL authorization issues, see: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html"}',
    );
  });

  it("is as long at IoT as in public logs: 241 bytes for a mismatch, 163 for an old date", async () => {
    expect((await form("iot-websocket", "signature"))[2].length + 34).toBe(241);
  });
});
