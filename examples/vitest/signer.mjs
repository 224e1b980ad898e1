// A small SigV4 signer for services other than S3, and the request that carries its signature.
import { createHash, createHmac } from "node:crypto";
import { request } from "node:https";

const sha256 = (text) => createHash("sha256").update(text).digest("hex");
const hmac = (key, text) => createHmac("sha256", key).update(text).digest();

/** The headers of a signed POST. `call`: host, path, service, region, body. */
export function signedHeaders(call, credentials, now = new Date()) {
  const amzDate = now.toISOString().replace(/[:-]|\.\d{3}/g, "");
  const headers = {
    "content-type": "application/x-www-form-urlencoded",
    host: call.host,
    "x-amz-date": amzDate,
  };
  const names = Object.keys(headers).sort();
  const lines = names.map((name) => `${name}:${headers[name]}\n`).join("");
  const canonicalRequest = ["POST", call.path, "", lines, names.join(";"), sha256(call.body)].join("\n");
  const scope = [amzDate.slice(0, 8), call.region, call.service, "aws4_request"];
  const stringToSign = ["AWS4-HMAC-SHA256", amzDate, scope.join("/"), sha256(canonicalRequest)].join("\n");
  const key = scope.reduce(hmac, `AWS4${credentials.secretAccessKey}`);
  const signature = hmac(key, stringToSign).toString("hex");
  const authorization = `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${scope.join("/")}, SignedHeaders=${names.join(";")}, Signature=${signature}`;
  return { ...headers, authorization };
}

/** Signs a call and sends it; gives the status and the text of the answer. */
export function send(call, credentials) {
  const headers = { ...signedHeaders(call, credentials), "content-length": Buffer.byteLength(call.body) };
  return new Promise((resolve, reject) => {
    const sent = request({ host: call.host, path: call.path, method: "POST", headers }, (answer) => {
      let text = "";
      answer.setEncoding("utf8").on("data", (piece) => {
        text += piece;
      });
      answer.on("end", () => resolve({ status: answer.statusCode, text }));
    });
    sent.on("error", reject).end(call.body);
  });
}
