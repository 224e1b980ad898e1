// Single faults of other forms of signing: SigV2, SigV4A, chunks and trailers, POST policies, S3 Express, IoT.

import { s3Error } from "./answers.mjs";
import { built } from "./build.mjs";
import { requestBytes, responseBytes } from "./message.mjs";
import { plan, profileText, tokenOf } from "./shapes.mjs";
import { encode } from "./signer.mjs";
import { chunked } from "./special-chunks.mjs";
import { postPolicies } from "./special-post.mjs";
import { legacy } from "./special-sigv2.mjs";
import { asymmetric } from "./special-sigv4a.mjs";

/** A record of a message that was made by other means than a plan. */
export function raw(given) {
  return {
    raw_request_b64: (given.bytes ?? requestBytes(given.message)).toString("base64"),
    raw_response_b64: given.answer ? responseBytes(given.answer).toString("base64") : null,
    credentials_ini: given.credentials ?? profileText(given.profiles),
    now: given.now,
    expect: {
      verdict: given.verdicts?.[0] ?? null,
      verdicts_accepted: given.verdicts ?? [],
      causes: [given.causes ?? [given.id], ...(given.also ?? [])],
    },
    kind: given.kind ?? "single",
    classes: [given.id],
    notes: given.variant,
  };
}
const ofPlan = (made, given) => {
  const result = built(made);
  return {
    ...given,
    message: result.message,
    now: made.now,
    profiles: made.profiles,
    answer: made.answer?.(result),
  };
};

function expressPlan(r, extra = {}) {
  const [zone, region] = r.pick([
    ["use1-az4", "us-east-1"],
    ["usw2-az1", "us-west-2"],
    ["apne1-az4", "ap-northeast-1"],
  ]);
  const bucket = `${r.word()}-${r.hex(4)}--${zone}--x-s3`;
  const host = `${bucket}.s3express-${zone}.${region}.amazonaws.com`;
  return plan(r, { dialect: "s3", service: "s3express", region, host, path: `/${r.word()}.bin`, ...extra });
}
const permanent = (made) => {
  made.token = undefined;
  return made;
};
const express = [
  (r) => {
    const made = permanent(expressPlan(r));
    made.path = "/";
    made.query = [["session", null]];
    made.headers.push(["x-amz-s3session-token", `AQ${r.hex(120)}`]);
    made.answer = () =>
      s3Error(
        made,
        400,
        "InvalidRequest",
        'CreateSession request should not include "x-amz-s3session-token"',
      );
    return ofPlan(made, {
      id: "s3express-token-header",
      variant: "session token on CreateSession, answered",
      verdicts: ["valid"],
    });
  },
  (r) => {
    const made = permanent(expressPlan(r));
    made.path = "/";
    made.query = [["session", null]];
    made.headers.push(["x-amz-s3session-token", `AQ${r.hex(120)}`]);
    return ofPlan(made, {
      id: "s3express-token-header",
      variant: "session token on CreateSession",
      verdicts: ["valid"],
    });
  },
  (r) => {
    const made = expressPlan(r);
    made.keyId = "ASIAX3MPLETEMP0RARY1";
    made.secret = "e7/Rk+Zx0vQwLmB5nT9sYcUaHdJfGiKp3oXrEtW2";
    made.token = tokenOf(made.keyId);
    made.profiles = [{ name: "default", keyId: made.keyId, secret: made.secret, token: made.token }];
    return ofPlan(made, {
      id: "s3express-token-header",
      variant: "usual token header on a directory bucket",
      verdicts: ["valid"],
    });
  },
];

function iotPlan(r, signedToken) {
  const region = r.pick(["us-east-1", "eu-west-1"]);
  const made = plan(r, {
    dialect: "rest",
    service: "iotdevicegateway",
    region,
    host: `a${r.hex(12)}-ats.iot.${region}.amazonaws.com`,
    path: "/mqtt",
    form: "presigned",
    expires: 86400,
  });
  made.keyId = "ASIAX3MPLETEMP0RARY1";
  made.secret = "e7/Rk+Zx0vQwLmB5nT9sYcUaHdJfGiKp3oXrEtW2";
  const token = tokenOf(made.keyId);
  made.token = signedToken ? token : undefined;
  made.profiles = [{ name: "default", keyId: made.keyId, secret: made.secret, token }];
  if (!signedToken) made.wire.push((message) => message.query.push(["X-Amz-Security-Token", encode(token)]));
  made.headers.push(["Upgrade", "websocket"], ["Connection", "Upgrade"], ["Sec-WebSocket-Version", "13"]);
  return made;
}
const iot = [
  (r) => ofPlan(iotPlan(r, true), { id: "token-signed-where-must-not", variant: "token signed" }),
  (r) => {
    const made = iotPlan(r, true);
    made.answer = () => ({
      status: "403 Forbidden",
      headers: [["Date", new Date(made.now).toUTCString()]],
      body: "",
    });
    return ofPlan(made, { id: "token-signed-where-must-not", variant: "token signed, answered" });
  },
];
/** IoT with the token behind the signature is right. */
export const iotCorrect = (r) =>
  ofPlan(iotPlan(r, false), {
    id: "iot",
    variant: "token behind the signature",
    verdicts: ["valid"],
    causes: [],
    kind: "correct",
  });

const makers = [...express, ...iot, ...legacy, ...asymmetric, ...chunked, ...postPolicies];

export function* special(r, { seed, rounds }) {
  let n = 0;
  for (let round = 0; round < rounds; round++)
    for (const make of makers)
      for (let copy = 0; copy < 2; copy++) {
        const given = make(r);
        if (given) yield { id: `special-${seed}-${++n}`, ...raw(given) };
      }
}
