// What a service answers, in its own dialect: S3 XML, Query XML, EC2 XML, JSON, REST-JSON, API Gateway.
import { sha256Hex } from "./signer.mjs";

const escaped = (text) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
const hexBytes = (text) =>
  [...Buffer.from(text, "latin1")].map((b) => b.toString(16).padStart(2, "0")).join(" ");
const readable = (text) => Buffer.from(text, "latin1").toString("utf8");
/** Request ids that differ from request to request, as a service gives them. */
const ids = (plan) => {
  const hex = sha256Hex(
    [plan.host, plan.path, plan.time, plan.keyId, String(plan.body), JSON.stringify(plan.query)].join("\n"),
  );
  const uuid = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*/, "$1-$2-$3-$4-$5");
  return { request: hex.slice(0, 16).toUpperCase(), host: `${hex.slice(16, 60)}/=`, uuid };
};
export const httpDate = (plan, seconds = 0) => new Date(Date.parse(plan.now) + seconds * 1000).toUTCString();

const reasons = {
  200: "OK",
  301: "Moved Permanently",
  307: "Temporary Redirect",
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  411: "Length Required",
  500: "Internal Server Error",
  501: "Not Implemented",
};
const line = (status) => `${status} ${reasons[status]}`;

/** An S3 error with its extra elements, in the order given. */
export function s3Error(plan, status, code, message, extra = {}, headers = []) {
  const elements = Object.entries({
    Code: code,
    Message: message,
    ...extra,
    RequestId: ids(plan).request,
    HostId: ids(plan).host,
  });
  const inner = elements.map(([name, value]) => `<${name}>${escaped(String(value))}</${name}>`).join("");
  return {
    status: line(status),
    headers: [
      ["x-amz-request-id", ids(plan).request],
      ["Content-Type", "application/xml"],
      ["Date", httpDate(plan)],
      ["Server", "AmazonS3"],
      ...headers,
    ],
    body: plan.bodiless ? "" : `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${inner}</Error>`,
  };
}

/** An error of a service that is not S3, in the dialect of the plan. */
export function serviceError(plan, status, code, message) {
  const id = ids(plan).uuid;
  const common = [
    ["Date", httpDate(plan)],
    ["x-amzn-RequestId", id],
  ];
  if (plan.dialect === "query" && plan.service === "ec2")
    return {
      status: line(401),
      headers: [...common, ["Content-Type", "text/xml;charset=UTF-8"]],
      body: `<?xml version="1.0" encoding="UTF-8"?>\n<Response><Errors><Error><Code>AuthFailure</Code><Message>AWS was not able to validate the provided access credentials</Message></Error></Errors><RequestID>${id}</RequestID></Response>`,
    };
  if (plan.dialect === "query")
    return {
      status: line(status),
      headers: [...common, ["Content-Type", "text/xml"]],
      body: `<ErrorResponse xmlns="https://${plan.service}.amazonaws.com/doc/2010-03-31/">\n  <Error>\n    <Type>Sender</Type>\n    <Code>${code}</Code>\n    <Message>${escaped(message)}</Message>\n  </Error>\n  <RequestId>${id}</RequestId>\n</ErrorResponse>\n`,
    };
  if (plan.dialect === "json")
    return {
      status: line(400),
      headers: [...common, ["Content-Type", "application/x-amz-json-1.0"]],
      body: JSON.stringify({ __type: `com.amazon.coral.service#${code}`, message }),
    };
  return {
    status: line(403),
    headers: [...common, ["Content-Type", "application/json"], ["x-amzn-ErrorType", code]],
    body: JSON.stringify({ message }),
  };
}

const mismatchText =
  "The request signature we calculated does not match the signature you provided. Check your";

/** The answer to a signature that does not match, with what the server built. `form` says how much of it is told. */
export function mismatchAnswer(plan, result, server, form) {
  if (plan.dialect === "s3") return s3Mismatch(plan, result, server, form);
  const code = plan.dialect === "query" ? "SignatureDoesNotMatch" : "InvalidSignatureException";
  const sentence = `${mismatchText} AWS Secret Access Key and signing method. Consult the service documentation for details.`;
  const canonical = `\n\nThe Canonical String for this request should have been\n'${readable(server.text)}'`;
  const toSign = `\n\nThe String-to-Sign should have been\n'${readable(server.stringToSign)}'\n`;
  return serviceError(plan, 403, code, sentence + (form === "hash" ? "" : canonical) + toSign);
}

function s3Mismatch(plan, result, server, form) {
  const told = form === "hash" ? {} : { CanonicalRequest: readable(server.text) };
  const bytes = form === "bytes" ? { CanonicalRequestBytes: hexBytes(server.text) } : {};
  return s3Error(plan, 403, "SignatureDoesNotMatch", `${mismatchText} key and signing method.`, {
    AWSAccessKeyId: plan.keyId,
    StringToSign: readable(server.stringToSign),
    SignatureProvided: result.signature,
    ...(form === "bytes" || form === "hash" ? { StringToSignBytes: hexBytes(server.stringToSign) } : {}),
    ...told,
    ...bytes,
  });
}
