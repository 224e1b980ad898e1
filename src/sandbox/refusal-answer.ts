// A predicted refusal written out as the service writes it: S3 XML, Query XML, EC2 XML, JSON, the front ends' JSON.
import type { Prediction } from "../diagnosis/prediction.ts";
import type { Answer } from "./answer.ts";
import { emptyAnswer, jsonAnswer, xmlAnswer } from "./answer.ts";
import { queryNamespace } from "./query-namespaces.ts";
import type { AnswerIds } from "./request-ids.ts";
import type { ServiceRequest } from "./service-request.ts";
import { header } from "./service-request.ts";
import type { XmlNode } from "./xml.ts";
import { xmlText } from "./xml.ts";

/** What an error document says, in that order; without a message it has no such element. */
export type ErrorText = readonly [code: string, message: string | null];

/** Writes a refusal. Texts are latin1 bytes; they leave as UTF-8, which is what S3 was seen to do with them. */
export function refusalAnswer(prediction: Prediction, request: ServiceRequest, ids: AnswerIds): Answer {
  if (prediction.code === null) return emptyAnswer(prediction.status);
  const code = prediction.code;
  const { message } = prediction;
  switch (prediction.dialect) {
    case "s3":
      return s3Error(prediction.status, [code, message], ids, prediction.elements);
    case "query":
    case "rest-xml":
      return queryError(prediction.status, [code, message], request, ids);
    case "ec2":
      return ec2Error(prediction.status, [code, message], ids);
    case "json":
      return jsonAnswer(
        prediction.status,
        jsonError({ __type: shapeId(code, request), message }),
        jsonType(request),
        [["x-amzn-ErrorType", code]],
      );
    default:
      return frontRefusal(prediction, code, ids);
  }
}

/** The members that have a value. */
function jsonError(members: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null));
}

/** JSON 1.0 names the shape with its namespace, JSON 1.1 without (Smithy, AWS JSON protocols). */
function shapeId(code: string, request: ServiceRequest): string {
  return jsonType(request).endsWith("1.0") ? `com.amazon.coral.service#${code}` : code;
}

function frontRefusal(
  { dialect, status, message, elements }: Prediction,
  code: string,
  ids: AnswerIds,
): Answer {
  const type = [["x-amzn-ErrorType", code]] as const;
  const json = (members: Readonly<Record<string, unknown>>, headers: Answer["headers"] = type): Answer =>
    jsonAnswer(status, jsonError(members), "application/json", headers);
  switch (dialect) {
    case "lambda-url":
    case "opensearch":
      // The access check behind the signature check spells its member with a capital.
      return json(code === "AccessDeniedException" ? { Message: message } : { message });
    case "appsync":
      return json({ errors: [jsonError({ errorType: code, message })] });
    case "aoss":
      return json({ status, "request-id": ids.requestId, error: { reason: message, type: code } }, elements);
    case "neptune":
      return json({ code, requestId: ids.requestId, detailedMessage: message }, []);
    case "iot-websocket":
      return json({ message, traceId: ids.requestId }, [["x-amzn-ErrorType", `${code}:`]]);
    default:
      return json({ message });
  }
}

/** S3's error document. */
export function s3Error(
  status: number,
  [code, message]: ErrorText,
  ids: AnswerIds,
  elements: Prediction["elements"] = [],
): Answer {
  const error: XmlNode = [
    "Error",
    [
      ["Code", code],
      ...messageElement(message),
      ...elements,
      ["RequestId", ids.requestId],
      ["HostId", ids.hostId],
    ],
  ];
  const region = elements.find(([name]) => name === "Region")?.[1];
  return xmlAnswer(status, xmlText(error), region === undefined ? [] : [["x-amz-bucket-region", region]]);
}

/** The Query protocol's error document. */
export function queryError(
  status: number,
  [code, message]: ErrorText,
  request: ServiceRequest,
  ids: AnswerIds,
): Answer {
  const detail: readonly XmlNode[] = request.endpoint.service === "sqs" ? [["Detail", ""]] : [];
  const error: XmlNode = [
    "Error",
    [["Type", "Sender"], ["Code", code], ...messageElement(message), ...detail],
  ];
  const document = xmlText(
    ["ErrorResponse", [error, ["RequestId", ids.requestId]]],
    ` xmlns="${queryNamespace(request.endpoint.service)}"`,
  );
  return { ...xmlAnswer(status, document), headers: [["Content-Type", "text/xml"]] };
}

/** The content type in which a JSON service answers: the client's own version of it. */
export function jsonType(request: ServiceRequest): string {
  return (
    /^application\/x-amz-json-1\.[01]/i.exec(header(request, "content-type") ?? "")?.[0] ??
    (request.endpoint.dialect === "awsJson1_0" ? "application/x-amz-json-1.0" : "application/x-amz-json-1.1")
  );
}

function messageElement(message: string | null): readonly XmlNode[] {
  return message === null ? [] : [["Message", message]];
}

function ec2Error(status: number, [code, message]: ErrorText, ids: AnswerIds): Answer {
  const error: XmlNode = ["Error", [["Code", code], ...messageElement(message)]];
  const document = xmlText([
    "Response",
    [
      ["Errors", [error]],
      ["RequestID", ids.requestId],
    ],
  ]);
  return { ...xmlAnswer(status, document), headers: [["Content-Type", "text/xml;charset=UTF-8"]] };
}
