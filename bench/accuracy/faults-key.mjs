import { fault, faults } from "./fault.mjs";
import { headerShapes, shapes } from "./shapes.mjs";
import { hmac, sha256, sha256Hex } from "./signer.mjs";

const all = Object.keys(shapes);
const side = "key";

/** The client signs with another text than the secret that is known. */
const secretAs = (change) => (plan, r) => {
  const changed = change(plan.secret, r, plan);
  if (changed === plan.secret || changed === false) return false;
  plan.trueSecret = plan.secret;
  plan.secret = changed;
};
const at = (text, index, replacement) => text.slice(0, index) + replacement + text.slice(index + 1);
const swapped = (text, i) => text.slice(0, i) + text[i + 1] + text[i] + text.slice(i + 2);
const lookalikes = { 0: "O", O: "0", l: "1", 1: "l", I: "l" };

const truncated = {
  "last dropped": (s) => s.slice(0, -1),
  "last two dropped": (s) => s.slice(0, -2),
  "last three dropped": (s) => s.slice(0, -3),
  "last five dropped": (s) => s.slice(0, -5),
  "first dropped": (s) => s.slice(1),
  "first four dropped": (s) => s.slice(4),
  "one dropped within": (s, r) => {
    const i = r.int(2, 37);
    return s.slice(0, i) + s.slice(i + 1);
  },
  "neighbours exchanged": (s, r) => swapped(s, r.int(0, 38)),
  "case of one": (s, r) => {
    const letters = [...s].map((c, i) => [c, i]).filter(([c]) => /[A-Za-z]/.test(c));
    const [c, i] = r.pick(letters);
    return at(s, i, c === c.toUpperCase() ? c.toLowerCase() : c.toUpperCase());
  },
  "look-alike": (s) => {
    const i = [...s].findIndex((c) => lookalikes[c]);
    return i < 0 ? false : at(s, i, lookalikes[s[i]]);
  },
  "cut at the slash": (s) =>
    s.indexOf("/") >= s.length - 6 && s.includes("/") ? s.slice(0, s.indexOf("/")) : false,
};
const blanks = {
  "line feed": (s) => `${s}\n`,
  "carriage return": (s) => `${s}\r`,
  CRLF: (s) => `${s}\r\n`,
  "blank behind": (s) => `${s} `,
  "tab behind": (s) => `${s}\t`,
  "blank before": (s) => ` ${s}`,
  "double quotes": (s) => `"${s}"`,
  "single quotes": (s) => `'${s}'`,
  BOM: (s) => `\uFEFF${s}`,
};
const mangled = {
  "plus to blank": (s) => s.replaceAll("+", " "),
  "plus to %2B": (s) => s.replaceAll("+", "%2B"),
  "slash to %2F": (s) => s.replaceAll("/", "%2F"),
  "both encoded": (s) => encodeURIComponent(s),
  "encoded twice": (s) => encodeURIComponent(encodeURIComponent(s)),
  "slash escaped": (s) => s.replaceAll("/", "\\/"),
  "lower-case hex": (s) => s.replaceAll("/", "%2f").replaceAll("+", "%2b"),
};
const secretFaults = [
  ...Object.entries(truncated).map(([n, f]) =>
    fault("secret-truncated-or-mistyped", n, all, secretAs(f), { side }),
  ),
  ...Object.entries(blanks).map(([n, f]) =>
    fault("secret-whitespace-newline", n, all, secretAs(f), { side }),
  ),
  ...Object.entries(mangled).map(([n, f]) =>
    fault("secret-plus-slash-mangled", n, all, secretAs(f), { side }),
  ),
  ...faults(
    "secret-plus-slash-mangled",
    all,
    {
      "stored encoded, signed plain": (plan) => {
        if (!/[/+]/.test(plan.secret)) return false;
        plan.trueSecret = encodeURIComponent(plan.secret);
        plan.profiles = [{ ...plan.profiles[0], secret: plan.trueSecret }];
      },
    },
    { side },
  ),
];

const others = [
  { name: "staging", keyId: "AKIA7STAGINGKEY4WXYZ", secret: "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" },
  { name: "audit", keyId: "AKIA2AUDITKEYABCD3EF", secret: "7pLmOkNjIbUhVgYcTfXrDzEsWaQ1234567890abc" },
];
const pairFaults = faults(
  "secret-akid-mismatched-pair",
  all,
  {
    "two profiles": (plan, r) => {
      const other = r.pick(others);
      plan.profiles = [plan.profiles[0], other];
      plan.trueSecret = plan.secret;
      plan.secret = other.secret;
    },
    "three profiles": (plan, r) => {
      plan.profiles = [others[0], plan.profiles[0], others[1]];
      plan.trueSecret = plan.secret;
      plan.secret = r.pick(others).secret;
    },
  },
  { side },
);

const torn = [
  {
    name: "before",
    keyId: "ASIATORN0LDGENERATI0",
    secret: "OldGenSecret/abcDEF123+ghiJKL456mnoPQR78",
    token: `IQoJold${"aB3/x".repeat(30)}=`,
  },
  {
    name: "after",
    keyId: "ASIATORNNEWGENERATI1",
    secret: "NewGenSecret+zyxWVU987/tsrQPO654nmlKJI32",
    token: `IQoJnew${"zY9+q".repeat(30)}=`,
  },
];
const asTorn = (key, secret, token) => (plan) => {
  plan.profiles = torn;
  plan.keyId = torn[key].keyId;
  plan.trueSecret = torn[key].secret;
  plan.secret = torn[secret].secret;
  plan.token = torn[token].token;
};
const tornFaults = [
  ...faults(
    "torn-credential-set",
    all,
    { "token of the other": asTorn(0, 0, 1), "token of the one before": asTorn(1, 1, 0) },
    { side, verdict: ["valid"], also: [["token-wrong-thing"]] },
  ),
  ...faults(
    "torn-credential-set",
    all,
    { "id of the one before": asTorn(0, 1, 1), "secret of the one before": asTorn(1, 0, 1) },
    { side, also: [["secret-akid-mismatched-pair"]] },
  ),
];

const asSecret = (secret) => (plan) => {
  plan.trueSecret = plan.secret;
  plan.secret = typeof secret === "function" ? secret(plan) : secret;
};
function smtpPassword(secret, region) {
  const parts = ["11111111", region, "ses", "aws4_request", "SendRawEmail"];
  const bytes = parts.reduce((key, part) => hmac(key, part), Buffer.from(`AWS4${secret}`));
  return Buffer.concat([Buffer.from([4]), bytes]).toString("base64");
}
const oddSecrets = [
  fault(
    "swapped-akid-secret",
    "id as secret",
    all,
    (plan) => {
      const { secret, keyId } = plan;
      plan.trueSecret = secret;
      plan.secret = keyId;
      plan.keyId = secret;
    },
    { side: "envelope", verdict: null, also: [["credential-wrong-arity"]] },
  ),
  fault(
    "ses-smtp-password-as-secret",
    "password of the region",
    ["query"],
    (plan) => {
      if (plan.service !== "ses") return false;
      asSecret((p) => smtpPassword(p.secret, p.region))(plan);
    },
    { side, weight: 4 },
  ),
];

const chain = (change) => (plan) => {
  plan.recipe.chain = change;
};
const forms = {
  hex: (b) => Buffer.from(b.toString("hex")),
  HEX: (b) => Buffer.from(b.toString("hex").toUpperCase()),
  base64: (b) => Buffer.from(b.toString("base64")),
};
const encodedChain = (form, steps) =>
  chain(({ secret, date, region, service, terminator }) =>
    [date, region, service, terminator].reduce(
      (key, part, i) => {
        const next = hmac(key, part);
        return steps.includes(i) ? form(next) : next;
      },
      Buffer.from(`AWS4${secret}`),
    ),
  );
const swappedChain = (steps) =>
  chain(({ secret, date, region, service, terminator }) =>
    [date, region, service, terminator].reduce(
      (key, part, i) => (steps.includes(i) ? hmac(part, key) : hmac(key, part)),
      Buffer.from(`AWS4${secret}`),
    ),
  );
const prefixed = (prefix) => (plan) => {
  plan.recipe.key = () => ({ prefix });
};
const chainFaults = [
  ...faults(
    "missing-aws4-prefix",
    all,
    { none: prefixed(""), lower: prefixed("aws4"), twice: prefixed("AWS4AWS4") },
    { side },
  ),
  fault("missing-aws4-prefix", "blank", all, prefixed("AWS4 "), {
    side,
    also: [["secret-whitespace-newline"]],
  }),
  ...faults(
    "key-chain-hex-not-raw",
    all,
    {
      "hex, all": encodedChain(forms.hex, [0, 1, 2, 3]),
      "hex, all but the last": encodedChain(forms.hex, [0, 1, 2]),
      "hex, the last": encodedChain(forms.hex, [3]),
      "hex, the first": encodedChain(forms.hex, [0]),
      "upper-case hex, all": encodedChain(forms.HEX, [0, 1, 2, 3]),
      "base64, all": encodedChain(forms.base64, [0, 1, 2, 3]),
    },
    { side },
  ),
  ...faults(
    "hmac-argument-order",
    all,
    {
      "in the chain": swappedChain([0, 1, 2, 3]),
      "in the first step": swappedChain([0]),
      "in the last of the chain": swappedChain([3]),
      "in the signature": (plan) => {
        plan.recipe.last = (key, text) => hmac(text, key);
      },
      everywhere: (plan) => {
        swappedChain([0, 1, 2, 3])(plan);
        plan.recipe.last = (key, text) => hmac(text, key);
      },
    },
    { side },
  ),
];

const hashAs = (hash) => (plan) => {
  plan.recipe.hash = hash;
};
const layout = (toSign) => (plan) => {
  plan.recipe.toSign = toSign;
};
const bytes = (text) => Buffer.from(text, "latin1");
const layoutFaults = [
  ...faults(
    "hash-encoding-wrong",
    all,
    {
      "upper-case": hashAs((b) => sha256Hex(b).toUpperCase()),
      base64: hashAs((b) => sha256(b).toString("base64")),
      raw: hashAs((b) => sha256(b).toString("latin1")),
      "twice, of the hex": hashAs((b) => sha256Hex(sha256Hex(b))),
      "twice, of the bytes": hashAs((b) => sha256Hex(sha256(b))),
    },
    { side },
  ),
  ...faults(
    "wrong-text-encoding-or-line-ending",
    all,
    {
      "string to sign, CRLF": layout((lines) => bytes(lines.join("\r\n"))),
      "string to sign, CR": layout((lines) => bytes(lines.join("\r"))),
      "string to sign, backslash n": layout((lines) => bytes(lines.join("\\n"))),
      "string to sign, line end behind": layout((lines) => bytes(`${lines.join("\n")}\n`)),
      "string to sign, UTF-16": layout((lines) => Buffer.from(lines.join("\n"), "utf16le")),
      "canonical request, CRLF": (plan) => {
        plan.recipe.canonical = (text) => bytes(text.replaceAll("\n", "\r\n"));
      },
      "canonical request, line end behind": (plan) => {
        plan.recipe.canonical = (text) => bytes(`${text}\n`);
      },
      "canonical request, UTF-16": (plan) => {
        plan.recipe.canonical = (text) => Buffer.from(text, "utf16le");
      },
      "canonical request, backslash n": (plan) => {
        plan.recipe.canonical = (text) => bytes(text.replaceAll("\n", "\\n"));
      },
    },
    { side },
  ),
  ...faults(
    "algorithm-token-mismatch",
    all,
    Object.fromEntries(
      [
        "AWS4-HMAC-SHA256-PAYLOAD",
        "AWS4-HMAC-SHA256-TRAILER",
        "AWS4-HMAC-SHA1",
        "AWS4-ECDSA-P256-SHA256",
      ].map((token) => [
        token,
        (plan) => {
          plan.recipe.lines = ([, ...rest]) => [token, ...rest];
        },
      ]),
    ),
    { side },
  ),
];

const staleKey = (change) => (plan, r) => {
  plan.recipe.key = (input) => change(input.scope, r);
};
const shifted = (date, days) => {
  const epoch = Date.UTC(+date.slice(0, 4), +date.slice(4, 6) - 1, +date.slice(6) + days);
  return new Date(epoch).toISOString().slice(0, 10).replaceAll("-", "");
};
const staleFaults = [
  ...faults(
    "signing-key-stale",
    all,
    {
      "of yesterday": staleKey(({ date }) => ({ date: shifted(date, -1) })),
      "of tomorrow": staleKey(({ date }) => ({ date: shifted(date, 1) })),
      "of two days ago": staleKey(({ date }) => ({ date: shifted(date, -2) })),
    },
    { side, also: [["scope-date-mismatch"]] },
  ),
  ...faults(
    "signing-key-stale",
    all,
    {
      "of another region": staleKey(({ region }) => ({
        region: region === "us-east-1" ? "eu-west-1" : "us-east-1",
      })),
    },
    { side, also: [["scope-region-wrong"]] },
  ),
  ...faults(
    "signing-key-stale",
    all,
    {
      "of another service": staleKey(({ service }) => ({ service: service === "s3" ? "sts" : "s3" })),
    },
    { side, also: [["scope-service-wrong"]] },
  ),
];

const clocks = faults(
  "two-clock-reads",
  headerShapes,
  Object.fromEntries(
    [-5, -3, -2, -1, 1, 2, 4, 5].map((seconds) => [
      `${seconds} s`,
      (plan) => {
        plan.recipe.lines = ([first, time, ...rest]) => [first, movedSeconds(time, seconds), ...rest];
      },
    ]),
  ),
  { side },
);
export function movedSeconds(time, seconds) {
  const t = time.replace(/(....)(..)(..)T(..)(..)(..)Z/, "$1-$2-$3T$4:$5:$6Z");
  return new Date(Date.parse(t) + seconds * 1000).toISOString().replace(/[-:]|\.\d{3}/g, "");
}

export const keyFaults = [
  ...secretFaults,
  ...pairFaults,
  ...tornFaults,
  ...oddSecrets,
  ...chainFaults,
  ...layoutFaults,
  ...staleFaults,
  ...clocks,
];
export { shifted };
