// A request as a line of the AWS CLI: its operation with every parameter as JSON, so that nothing depends on the CLI's own spellings.
import { comments } from "./curl-line.ts";
import type { OperationCall } from "./operation-call.ts";
import { shellWord } from "./shell-word.ts";
import type { UnsignedRequest } from "./signed-again.ts";

/** The line, its notes as comments above it. An operation that answers with a body writes it to the file `answer`. */
export function awsCliLine(request: UnsignedRequest, call: OperationCall): string {
  const { service, method, operation, parameters } = call;
  const command = `${service === "s3" ? "s3api" : service} ${method.replaceAll("_", "-")}`;
  const options = [
    ...(request.scope ? ["--region", word(request.scope.region)] : []),
    ...(Object.keys(parameters).length > 0 ? ["--cli-input-json", word(json(parameters))] : []),
    ...(service === "s3" && operation === "GetObject" ? ["answer"] : []),
  ];
  return [...comments(request), `aws ${command} ${options.join(" ")}`.trimEnd()].join("\n");
}

/** ASCII alone: other characters as escapes of JSON. */
function json(parameters: OperationCall["parameters"]): string {
  return JSON.stringify(parameters).replace(
    /[^\x20-\x7e]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function word(text: string): string {
  return shellWord(text) ?? "''";
}
