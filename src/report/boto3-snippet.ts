// A request as a Python program: the operation of a client where its parameters are known, else the same bytes signed again by botocore.
import { comments } from "./curl-line.ts";
import type { OperationCall } from "./operation-call.ts";
import { pythonBytes, pythonText } from "./python-literal.ts";
import type { UnsignedRequest } from "./signed-again.ts";

/** The program, its notes as comments. `call` is the operation with its parameters; null where they are not known. */
export function boto3Snippet(request: UnsignedRequest, call: OperationCall | null): string {
  return [...comments(request), ...(call ? clientCall(request, call) : rawRequest(request)), ""].join("\n");
}

function clientCall(
  { scope, url }: UnsignedRequest,
  { service, method, parameters }: OperationCall,
): string[] {
  const region = scope ? `, region_name=${pythonText(scope.region)}` : "";
  return [
    "import json",
    "",
    "import boto3",
    "",
    `client = boto3.client(${pythonText(service)}${region})  # sent to ${url.replace(/[?].*$/, "")}`,
    `parameters = json.loads(${pythonText(JSON.stringify(parameters))})`,
    `print(client.${method}(**parameters))`,
  ];
}

function rawRequest(request: UnsignedRequest): string[] {
  const { scope, body, method, url, headers } = request;
  const data =
    body.bytes === 0 ? "None" : body.text === null ? 'open("body.bin", "rb").read()' : pythonBytes(body.text);
  const signer = scope?.service === "s3" ? "S3SigV4Auth" : "SigV4Auth";
  const signing = scope
    ? [
        "credentials = boto3.Session().get_credentials().get_frozen_credentials()",
        `${signer}(credentials, ${pythonText(scope.service)}, ${pythonText(scope.region)}).add_auth(request)`,
      ]
    : [];
  return [
    ...(scope ? ["import boto3", `from botocore.auth import ${signer}`] : []),
    "from botocore.awsrequest import AWSRequest",
    "from botocore.httpsession import URLLib3Session",
    "",
    `request = AWSRequest(method=${pythonText(method)}, url=${pythonText(url)}, data=${data})`,
    ...headers.map(
      ([name, value]) => `request.headers.add_header(${pythonText(name)}, ${pythonText(value)})`,
    ),
    ...signing,
    "answer = URLLib3Session().send(request.prepare())",
    "print(answer.status_code, answer.text)",
  ];
}
