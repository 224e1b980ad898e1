// From a plan (what to ask for, who signs, with which recipe, what happens on the way) to the bytes of the request.
import { addHeader, copyOf, dropHeader, header } from "./message.mjs";
import { derive, encode, sha256Hex, singleEncodes } from "./signer.mjs";

/** The message before its signature: host, own headers, date, payload hash, token, length. */
function unsignedMessage(plan) {
  const message = {
    method: plan.method,
    path: plan.path,
    query: plan.query.map((pair) => [...pair]),
    headers: [],
    body: plan.body,
  };
  if (plan.host !== null) addHeader(message, "Host", plan.host);
  for (const [name, value] of plan.headers) addHeader(message, name, value);
  if (plan.form === "header") {
    if (plan.dateHeader !== null)
      addHeader(message, plan.dateName ?? "X-Amz-Date", plan.dateHeader ?? plan.time);
    if (plan.payloadHeader) addHeader(message, "X-Amz-Content-Sha256", payloadOf(plan));
    if (plan.token) addHeader(message, plan.tokenName ?? "X-Amz-Security-Token", plan.token);
  } else message.query.push(...presignParameters(plan));
  if (plan.body.length > 0 || plan.lengthHeader)
    addHeader(message, "Content-Length", String(plan.body.length));
  return message;
}

const scopeText = ({ date, region, service, terminator }) => [date, region, service, terminator].join("/");

function presignParameters(plan) {
  const keep = plan.slashInCredential ? "/" : "";
  return [
    ["X-Amz-Algorithm", plan.algorithm ?? "AWS4-HMAC-SHA256"],
    ["X-Amz-Credential", encode(`${plan.keyId}/${scopeText(plan.scope)}`, keep)],
    ["X-Amz-Date", plan.dateHeader ?? plan.time],
    ["X-Amz-Expires", String(plan.expires)],
    ...(plan.token ? [[plan.tokenName ?? "X-Amz-Security-Token", encode(plan.token)]] : []),
    ["X-Amz-SignedHeaders", encode(signedNames(plan).join(";"))],
  ];
}

function payloadOf(plan) {
  if (plan.payload) return plan.payload;
  if (plan.form === "presigned" && singleEncodes(plan.service)) return "UNSIGNED-PAYLOAD";
  return sha256Hex(plan.body);
}

/** The names that are signed: host, the x-amz- ones, content-type, and what the plan adds; sorted. */
function signedNames(plan) {
  if (plan.names) return plan.names;
  const own = plan.headers.map((pair) => pair[0].toLowerCase());
  const always = own.filter((name) => name.startsWith("x-amz-") || name === "content-type");
  const asked = [...(plan.alsoSign ?? []), ...(plan.form === "header" ? always : [])];
  const added =
    plan.form === "header"
      ? [
          plan.dateHeader === null ? "" : (plan.dateName ?? "X-Amz-Date").toLowerCase(),
          plan.payloadHeader ? "x-amz-content-sha256" : "",
          plan.token ? (plan.tokenName ?? "x-amz-security-token").toLowerCase() : "",
        ]
      : [];
  const names = new Set(["host", ...asked, ...added].filter((name) => name !== ""));
  for (const name of plan.notSigned ?? []) names.delete(name);
  return [...names].sort();
}

/** Signs the message as the plan's client would, then lets happen what happens on the way. */
export function built(plan) {
  const message = unsignedMessage(plan);
  for (const change of plan.before ?? []) change(message, plan);
  const view = copyOf(message);
  for (const change of plan.view ?? []) change(view, plan);
  const names = signedNames(plan);
  const input = { names, scope: plan.scope, time: plan.time, payload: payloadOf(plan), secret: plan.secret };
  const derivation = derive(view, input, plan.recipe);
  const signature = plan.signatureText ? plan.signatureText(derivation) : derivation.signature;
  const parts = {
    algorithm: plan.algorithm ?? "AWS4-HMAC-SHA256",
    credential: `${plan.keyId}/${scopeText(plan.scope)}`,
    names: (plan.listedNames ?? names).join(";"),
    signature,
  };
  if (plan.form === "presigned") message.query.push(["X-Amz-Signature", signature]);
  else {
    const value = plan.authorization ? plan.authorization(parts) : authorizationOf(parts);
    placeAuthorization(message, value);
  }
  const asSigned = copyOf(message);
  for (const change of plan.wire ?? []) change(message, plan);
  return { message, asSigned, view, derivation, input, signature };
}

export const authorizationOf = ({ algorithm, credential, names, signature }) =>
  `${algorithm} Credential=${credential}, SignedHeaders=${names}, Signature=${signature}`;

function placeAuthorization(message, value) {
  const length = header(message, "Content-Length");
  dropHeader(message, "Content-Length");
  addHeader(message, "Authorization", value);
  if (length !== undefined) addHeader(message, "Content-Length", length);
}

/** What a verifier that follows the specification makes of the wire, for the plan's scope, names and secret. */
export function reference(plan, result) {
  const { message, input } = result;
  const shown = copyOf(message);
  shown.query = shown.query.filter((pair) => pair[0] !== "X-Amz-Signature");
  return derive(shown, {
    ...input,
    payload: referencePayload(plan, message),
    secret: plan.trueSecret ?? plan.secret,
  });
}

function referencePayload(plan, message) {
  if (!singleEncodes(plan.service)) return sha256Hex(message.body);
  const said = header(message, "X-Amz-Content-Sha256");
  return said ?? (plan.form === "presigned" ? "UNSIGNED-PAYLOAD" : sha256Hex(message.body));
}
