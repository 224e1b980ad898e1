// Every service the sandbox does not play: a success in its dialect that says so and does nothing. SageMaker's runtime echoes.
import type { AnswerDialect } from "../diagnosis/prediction.ts";
import type { Answer } from "./answer.ts";
import { emptyAnswer, jsonAnswer, xmlAnswer } from "./answer.ts";
import { queryNamespace } from "./query-namespaces.ts";
import { jsonType } from "./refusal-answer.ts";
import type { ServiceRequest } from "./service-request.ts";
import { formParameters, header } from "./service-request.ts";
import type { XmlNode } from "./xml.ts";
import { xmlText } from "./xml.ts";

/** What the answers say. */
const sandboxNotice = "The signature is right. This is the countersign sandbox: nothing was done.";

/** A plain success in the dialect of the service. */
export function otherService(request: ServiceRequest, dialect: AnswerDialect): Answer {
  const action = /^\w{1,128}$/.exec(formParameters(request).get("Action") ?? "")?.[0] ?? "Sandbox";
  const namespace = ` xmlns="${queryNamespace(request.endpoint.service)}"`;
  switch (dialect) {
    case "json":
      return jsonAnswer(200, { CountersignSandbox: sandboxNotice }, jsonType(request));
    case "ec2":
      return xml(
        [
          `${action}Response`,
          [
            ["requestId", request.requestId],
            ["CountersignSandbox", sandboxNotice],
          ],
        ],
        ` xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"`,
      );
    case "query": {
      const result: XmlNode = [`${action}Result`, [["CountersignSandbox", sandboxNotice]]];
      return xml(
        [`${action}Response`, [result, ["ResponseMetadata", [["RequestId", request.requestId]]]]],
        namespace,
      );
    }
    case "rest-xml":
      return xml(["CountersignSandbox", [["Notice", sandboxNotice]]], namespace);
    case "s3":
    case "iot-websocket":
      return emptyAnswer(501);
    default:
      return jsonAnswer(200, { CountersignSandbox: sandboxNotice }, "application/json");
  }
}

/** SageMaker runtime's InvokeEndpoint gives back what it got; null for anything else. */
export function sagemakerRuntime(request: ServiceRequest): Answer | null {
  if (request.captured.method !== "POST" || !/^\/endpoints\/[^/]{1,256}\/invocations$/.test(request.path))
    return null;
  const type = header(request, "content-type") ?? "application/octet-stream";
  return {
    status: 200,
    headers: [
      ["Content-Type", type],
      ["x-Amzn-Invoked-Production-Variant", "countersign-sandbox"],
    ],
    body: request.body,
  };
}

function xml(node: XmlNode, attributes: string): Answer {
  return { ...xmlAnswer(200, xmlText(node, attributes)), headers: [["Content-Type", "text/xml"]] };
}
