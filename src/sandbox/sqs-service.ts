// SQS in memory, in both of its protocols: queues and the way of a message through one.
import { createHash, randomUUID } from "node:crypto";
import type { Answer } from "./answer.ts";
import { jsonAnswer, xmlAnswer } from "./answer.ts";
import { queryNamespace } from "./query-namespaces.ts";
import { jsonType, queryError } from "./refusal-answer.ts";
import type { AnswerIds } from "./request-ids.ts";
import type { ServiceRequest } from "./service-request.ts";
import { formParameters, header, jsonBody, sandboxAccount } from "./service-request.ts";
import type { XmlNode } from "./xml.ts";
import { xmlText } from "./xml.ts";

interface Message {
  readonly id: string;
  readonly body: string;
  receipt: string | null;
}

/** All queues, by name. */
export type Queues = Map<string, Message[]>;

const mostQueues = 1000;
const mostMessages = 1000;
const longestMessage = 1024 * 1024;

/** Serves SQS; null for an action it does not know. */
export function sqsService(request: ServiceRequest, queues: Queues, ids: AnswerIds): Answer | null {
  const json = header(request, "x-amz-target") !== null;
  const asked = json ? jsonAsked(request) : formAsked(request);
  const outcome = act(request, queues, asked);
  if (outcome === null) return null;
  if ("code" in outcome) {
    return json
      ? jsonAnswer(
          400,
          { __type: `com.amazonaws.sqs#${outcome.jsonCode}`, message: outcome.message },
          jsonType(request),
          [["x-amzn-query-error", `${outcome.code};Sender`]],
        )
      : queryError(400, [outcome.code, outcome.message], request, ids);
  }
  if (json) return jsonAnswer(200, outcome.json, jsonType(request));
  const result: XmlNode[] = outcome.xml === null ? [] : [[`${asked.action}Result`, outcome.xml]];
  const document: XmlNode = [
    `${asked.action}Response`,
    [...result, ["ResponseMetadata", [["RequestId", request.requestId]]]],
  ];
  return {
    ...xmlAnswer(200, xmlText(document, ` xmlns="${queryNamespace("sqs")}"`)),
    headers: [["Content-Type", "text/xml"]],
  };
}

interface Asked {
  readonly action: string;
  readonly value: (name: string) => string;
}

type Outcome =
  | { readonly json: unknown; readonly xml: readonly XmlNode[] | null }
  | { readonly code: string; readonly jsonCode: string; readonly message: string };

function jsonAsked(request: ServiceRequest): Asked {
  const body = jsonBody(request) ?? {};
  const value = (name: string): string => {
    const found = Object.hasOwn(body, name) ? body[name] : undefined;
    return typeof found === "string" || typeof found === "number" ? String(found) : "";
  };
  return { action: header(request, "x-amz-target")?.split(".").at(-1) ?? "", value };
}

function formAsked(request: ServiceRequest): Asked {
  const form = formParameters(request);
  return {
    action: form.get("Action") ?? "",
    value: (name) => form.get(name) ?? (name === "QueueUrl" ? request.path : ""),
  };
}

function act(request: ServiceRequest, queues: Queues, asked: Asked): Outcome | null {
  switch (asked.action) {
    case "CreateQueue":
      return createQueue(request, queues, asked.value("QueueName"));
    case "ListQueues":
      return listQueues(request, queues, asked.value("QueueNamePrefix"));
    case "GetQueueUrl":
      return withQueue(queues, asked.value("QueueName"), (_, name) => urlOutcome(request, name));
    case "SendMessage":
      return withQueue(queues, asked.value("QueueUrl"), (messages) =>
        send(messages, asked.value("MessageBody")),
      );
    case "ReceiveMessage":
      return withQueue(queues, asked.value("QueueUrl"), (messages) =>
        receive(messages, Number(asked.value("MaxNumberOfMessages") || "1")),
      );
    case "DeleteMessage":
      return withQueue(queues, asked.value("QueueUrl"), (messages) => {
        const at = messages.findIndex(
          ({ receipt }) => receipt !== null && receipt === asked.value("ReceiptHandle"),
        );
        if (at >= 0) messages.splice(at, 1);
        return { json: {}, xml: null };
      });
    case "DeleteQueue":
      return withQueue(queues, asked.value("QueueUrl"), (_, name) => {
        queues.delete(name);
        return { json: {}, xml: null };
      });
    default:
      return null;
  }
}

/** Finds a queue by name or by the end of its URL. */
function withQueue(
  queues: Queues,
  nameOrUrl: string,
  then: (messages: Message[], name: string) => Outcome,
): Outcome {
  const name =
    nameOrUrl
      .split("/")
      .filter((piece) => piece !== "")
      .at(-1) ?? "";
  const messages = queues.get(name);
  if (messages) return then(messages, name);
  return {
    code: "AWS.SimpleQueueService.NonExistentQueue",
    jsonCode: "QueueDoesNotExist",
    message: "The specified queue does not exist.",
  };
}

function queueUrl(request: ServiceRequest, name: string): string {
  return `${request.captured.scheme}://${request.captured.authority}/${sandboxAccount}/${name}`;
}

function urlOutcome(request: ServiceRequest, name: string): Outcome {
  const url = queueUrl(request, name);
  return { json: { QueueUrl: url }, xml: [["QueueUrl", url]] };
}

function createQueue(request: ServiceRequest, queues: Queues, name: string): Outcome {
  if (!/^[A-Za-z0-9_-]{1,75}(?:\.fifo)?$/.test(name)) {
    const message = "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length";
    return { code: "InvalidParameterValue", jsonCode: "InvalidParameterValueException", message };
  }
  if (!queues.has(name)) {
    if (queues.size >= mostQueues) return overLimit("The countersign sandbox holds at most 1000 queues.");
    queues.set(name, []);
  }
  return urlOutcome(request, name);
}

function listQueues(request: ServiceRequest, queues: Queues, prefix: string): Outcome {
  const urls = [...queues.keys()]
    .filter((name) => name.startsWith(prefix))
    .sort()
    .map((name) => queueUrl(request, name));
  return {
    json: urls.length === 0 ? {} : { QueueUrls: urls },
    xml: urls.map((url): XmlNode => ["QueueUrl", url]),
  };
}

function send(messages: Message[], body: string): Outcome {
  if (body === "")
    return {
      code: "MissingParameter",
      jsonCode: "MissingRequiredParameterException",
      message: "The request must contain the parameter MessageBody.",
    };
  if (body.length > longestMessage || messages.length >= mostMessages)
    return overLimit("The countersign sandbox holds at most 1000 messages of 1 MiB in a queue.");
  const id = randomUUID();
  messages.push({ id, body, receipt: null });
  const digest = createHash("md5").update(body).digest("hex");
  return {
    json: { MessageId: id, MD5OfMessageBody: digest },
    xml: [
      ["MessageId", id],
      ["MD5OfMessageBody", digest],
    ],
  };
}

/** Hands out messages that nobody has received yet; the sandbox knows no visibility timeout. */
function receive(messages: Message[], limit: number): Outcome {
  const found = messages
    .filter(({ receipt }) => receipt === null)
    .slice(0, Math.max(1, Math.min(10, limit || 1)));
  const shown = found.map((message) => {
    message.receipt = randomUUID();
    return {
      MessageId: message.id,
      ReceiptHandle: message.receipt,
      MD5OfBody: createHash("md5").update(message.body).digest("hex"),
      Body: message.body,
    };
  });
  return {
    json: shown.length === 0 ? {} : { Messages: shown },
    xml: shown.map((message): XmlNode => ["Message", Object.entries(message)]),
  };
}

function overLimit(message: string): Outcome {
  return { code: "OverLimit", jsonCode: "OverLimit", message };
}
