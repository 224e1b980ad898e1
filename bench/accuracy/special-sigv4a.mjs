// SigV4A: keys derived from the secret on P-256, signatures by ECDSA; right ones, and faults of its implementation.
import { createECDH, createHmac, createPrivateKey, sign } from "node:crypto";
import { s3Error } from "./answers.mjs";
import { credentialSets, plan, tokenOf } from "./shapes.mjs";
import { canonicalText, sha256, sha256Hex } from "./signer.mjs";

const order = BigInt("0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");

/** NIST SP 800-108 counter mode, then c + 1. */
function privateScalar(keyId, secret) {
  for (let counter = 1; counter < 255; counter++) {
    const fixed = Buffer.concat([
      Buffer.from([0, 0, 0, 1]),
      Buffer.from("AWS4-ECDSA-P256-SHA256"),
      Buffer.from([0]),
      Buffer.from(keyId),
      Buffer.from([counter]),
      Buffer.from([0, 0, 1, 0]),
    ]);
    const candidate = BigInt(`0x${createHmac("sha256", `AWS4A${secret}`).update(fixed).digest("hex")}`);
    if (candidate <= order - 2n) return Buffer.from((candidate + 1n).toString(16).padStart(64, "0"), "hex");
  }
  throw new Error("no key");
}
function keyOf(keyId, secret) {
  const d = privateScalar(keyId, secret);
  const curve = createECDH("prime256v1");
  curve.setPrivateKey(d);
  const point = curve.getPublicKey();
  const base64 = (bytes) => bytes.toString("base64url");
  return createPrivateKey({
    format: "jwk",
    key: {
      kty: "EC",
      crv: "P-256",
      d: base64(d),
      x: base64(point.subarray(1, 33)),
      y: base64(point.subarray(33)),
    },
  });
}

const mrap = (r) => `m${r.hex(12)}.mrap.accesspoint.s3-global.amazonaws.com`;

function signed(r, change = {}) {
  const set = change.set ?? credentialSets[0];
  const made = plan(r, {
    set,
    dialect: "s3",
    service: "s3",
    region: "us-east-1",
    host: change.host ?? mrap(r),
    path: `/${r.word()}.bin`,
  });
  const region = change.region === undefined ? "*" : change.region;
  const headers = [
    ["Host", made.host],
    ["X-Amz-Content-Sha256", sha256Hex("")],
    ["X-Amz-Date", made.time],
    ...(region === null ? [] : [["X-Amz-Region-Set", region]]),
    ...(made.token ? [["X-Amz-Security-Token", made.token]] : []),
  ];
  const message = { method: "GET", path: made.path, query: [], headers, body: Buffer.alloc(0) };
  const names = headers.map((pair) => pair[0].toLowerCase()).sort();
  const text = canonicalText(message, { names, scope: { service: "s3" }, payload: sha256Hex("") });
  const scope = `${made.time.slice(0, 8)}/s3/aws4_request`;
  const hash = change.hash ? change.hash(text) : sha256Hex(Buffer.from(text, "latin1"));
  const toSign = Buffer.from(
    `${change.algorithm ?? "AWS4-ECDSA-P256-SHA256"}\n${made.time}\n${scope}\n${hash}`,
    "latin1",
  );
  const key = keyOf(set.keyId, change.secret ?? set.secret);
  const signature = sign("sha256", change.twice ? sha256(toSign) : toSign, key).toString("hex");
  headers.push([
    "Authorization",
    `AWS4-ECDSA-P256-SHA256 Credential=${set.keyId}/${scope}, SignedHeaders=${names.join(";")}, Signature=${signature}`,
  ]);
  return { message, now: made.now, profiles: made.profiles, plan: made };
}
const fault =
  (variant, change, also = []) =>
  (r) => ({
    also,
    ...signed(r, change),
    id: "sigv4a-implementation",
    variant,
    verdicts: ["mismatch"],
  });

/** A right SigV4A request. */
export const asymmetricCorrect = (r) => ({
  ...signed(r),
  id: "sigv4a",
  variant: "as it is",
  verdicts: ["valid"],
  causes: [],
  kind: "correct",
});

export const asymmetric = [
  fault("string to sign hashed twice", { twice: true }),
  fault("canonical hash raw", { hash: (text) => sha256(Buffer.from(text, "latin1")).toString("latin1") }, [
    ["hash-encoding-wrong"],
  ]),
  (r) => ({ ...signed(r, { region: null }), id: "sigv4a-implementation", variant: "region set missing" }),
  (r) => {
    const made = signed(r, { set: { ...credentialSets[3], token: true } });
    const answer = s3Error(
      made.plan,
      400,
      "InvalidToken",
      "The provided token is malformed or otherwise invalid.",
      { "Token-0": tokenOf(credentialSets[3].keyId) },
    );
    return { ...made, id: "sigv4a-global-sts-token", variant: "InvalidToken", answer, verdicts: ["valid"] };
  },
];
export { mrap };
