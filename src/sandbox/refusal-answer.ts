// A predicted refusal written out as the service writes it: S3 XML, Query XML, EC2 XML, JSON, API Gateway's JSON.
import type { Prediction } from "../diagnosis/prediction.ts";
import type { Answer } from "./answer.ts";
import { emptyAnswer, jsonAnswer, xmlAnswer } from "./answer.ts";
import { queryNamespace } from "./query-namespaces.ts";
import type { ServiceRequest } from "./service-request.ts";
import { header } from "./service-request.ts";
import type { XmlNode } from "./xml.ts";
import { xmlText } from "./xml.ts";

/** What an answer to one request is written with. */
export interface AnswerIds {
  readonly requestId: string;
  readonly hostId: string;
}

/** What an error document says, in that order. */
export type ErrorText = readonly [code: string, message: string];

/** Writes a refusal. Texts are latin1 bytes; they leave as UTF-8, which is what S3 was seen to do with them. */
export function refusalAnswer(prediction: Prediction, request: ServiceRequest, ids: AnswerIds): Answer {
  if (prediction.code === null) return emptyAnswer(prediction.status);
  const code = prediction.code;
  const message = prediction.message ?? "";
  switch (prediction.dialect) {
    case "s3":
      return s3Error(prediction.status, [code, message], ids, prediction.elements);
    case "query":
    case "rest-xml":
      return queryError(prediction.status, [code, message], request, ids);
    case "ec2":
      return ec2Error(prediction.status, code, message, ids);
    case "json":
      return jsonAnswer(
        prediction.status,
        { __type: `com.amazon.coral.service#${code}`, message },
        jsonType(request),
        [["x-amzn-ErrorType", code]],
      );
    case "rest-json":
    case "front":
      return jsonAnswer(prediction.status, { message }, "application/json", [["x-amzn-ErrorType", code]]);
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
    [["Code", code], ["Message", message], ...elements, ["RequestId", ids.requestId], ["HostId", ids.hostId]],
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
  const error: XmlNode = ["Error", [["Type", "Sender"], ["Code", code], ["Message", message], ...detail]];
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
    "application/x-amz-json-1.1"
  );
}

function ec2Error(status: number, code: string, message: string, ids: AnswerIds): Answer {
  const document = xmlText([
    "Response",
    [
      [
        "Errors",
        [
          [
            "Error",
            [
              ["Code", code],
              ["Message", message],
            ],
          ],
        ],
      ],
      ["RequestID", ids.requestId],
    ],
  ]);
  return { ...xmlAnswer(status, document), headers: [["Content-Type", "text/xml;charset=UTF-8"]] };
}
