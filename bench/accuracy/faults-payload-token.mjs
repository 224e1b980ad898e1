// Faults of the payload hash and of the session token.
import { gzipSync } from "node:zlib";
import { fault, faults } from "./fault.mjs";
import { addHeader, dropHeader, header, setHeader } from "./message.mjs";
import {
  credentialSets,
  headerShapes,
  otherBodyShapes,
  presignedShapes,
  s3HeaderShapes,
  tokenOf,
} from "./shapes.mjs";
import { encode, sha256, sha256Hex } from "./signer.mjs";

const s3Body = ["s3Put", "s3Meta"];
const bodies = [...otherBodyShapes, ...s3Body];
const jsonBodies = ["json", "rest"];

/** Another hash than the body's: in the last line, and in the header too when there is one. */
const hashed = (of) => (plan, r) => {
  const wrong = sha256Hex(of(plan.body, r, plan));
  if (wrong === sha256Hex(plan.body)) return false;
  plan.payload = wrong;
};
/** The body changed on the way; the hash stays. */
const changed = (to) => (plan, r) => {
  const body = to(plan.body, r, plan);
  if (body === false || body.equals(plan.body)) return false;
  plan.wire.push((message) => {
    message.body = body;
    setHeader(message, "Content-Length", String(body.length));
  });
};
const text = (change) => (body, r) => Buffer.from(change(body.toString("utf8"), r));

const s3Valid = { verdict: ["valid"] };
const _emptyAlso = [["payload-changed-after-sign"]];
const hashFaults = [
  ...faults("payload-hash-of-empty-or-other", otherBodyShapes, {
    empty: hashed(() => ""),
    "{}": hashed(() => "{}"),
    "the word undefined": hashed(() => "undefined"),
    "the word null": hashed(() => "null"),
    "[object Object]": hashed(() => "[object Object]"),
    "empty string in quotes": hashed(() => '""'),
  }),
  ...faults(
    "payload-hash-of-empty-or-other",
    s3Body,
    {
      "empty in S3": hashed(() => ""),
    },
    s3Valid,
  ),
  ...faults(
    "payload-hash-of-empty-or-other",
    s3Body,
    {
      "the word undefined in S3": hashed(() => "undefined"),
      "{} in S3": hashed(() => "{}"),
    },
    { ...s3Valid, also: [["payload-changed-after-sign"]] },
  ),
  ...faults(
    "payload-header-ignored-by-service",
    otherBodyShapes,
    {
      "header of the empty body": (plan) => {
        plan.headers.push(["X-Amz-Content-Sha256", sha256Hex("")]);
        plan.recipe.payload = () => sha256Hex("");
      },
    },
    { also: [["payload-hash-of-empty-or-other"]], weight: 2 },
  ),
  ...faults(
    "payload-changed-after-sign",
    bodies,
    {
      gzip: (plan, r) => {
        plan.wire.push((message) => addHeader(message, "Content-Encoding", "gzip"));
        return changed((body) => gzipSync(body))(plan, r);
      },
      "line feed added": changed(text((t) => `${t}\n`)),
      "line feed removed": (plan, r) => {
        plan.body = Buffer.concat([plan.body, Buffer.from("\n")]);
        return changed((body) => body.subarray(0, -1))(plan, r);
      },
      "CRLF for line feeds": (plan, r) => {
        plan.body = Buffer.from(`${plan.body}\nsecond line\n`);
        return changed(text((t) => t.replaceAll("\n", "\r\n")))(plan, r);
      },
      "CRLF added": changed(text((t) => `${t}\r\n`)),
    },
    { verdict: null },
  ),
  ...faults(
    "payload-changed-after-sign",
    jsonBodies,
    {
      "JSON pretty-printed": changed(text((t) => JSON.stringify(JSON.parse(t), null, 2))),
      "JSON minified": (plan, r) => {
        plan.body = Buffer.from(JSON.stringify(JSON.parse(plan.body), null, r.pick([2, 4])));
        return changed(text((t) => JSON.stringify(JSON.parse(t))))(plan, r);
      },
      "JSON keys sorted": (plan, r) => {
        plan.body = Buffer.from(JSON.stringify({ zeta: r.hex(4), alpha: r.word(), id: 1 }));
        return hashed(text((t) => JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(t)).sort()))))(
          plan,
          r,
        );
      },
      "JSON with blanks (Python)": changed(text((t) => t.replaceAll('":', '": ').replaceAll(',"', ', "'))),
    },
    { verdict: null },
  ),
  ...faults(
    "payload-changed-after-sign",
    s3Body,
    {
      "other bytes in S3": changed(text((t, r) => `${t}${r.hex(8)}`)),
    },
    s3Valid,
  ),
];

const umlauts = (r) => ({ city: "München", owner: r.word(), note: "größer – naïve" });
const charset = (encoding) => (plan, r) => {
  plan.body = Buffer.from(JSON.stringify(umlauts(r)));
  return hashed((body) => encoding(body.toString("utf8")))(plan, r);
};
const charsetFaults = [
  ...faults("body-charset-not-utf8", jsonBodies, {
    "Latin-1 hashed": charset((t) => Buffer.from(t, "latin1")),
    "UTF-16 hashed": charset((t) => Buffer.from(t, "utf16le")),
    "question marks hashed": charset((t) => Buffer.from(t.replace(/[^ -~]/g, "?"))),
    "UTF-8 twice hashed": charset((t) => Buffer.from(Buffer.from(t).toString("latin1"))),
  }),
  ...faults("body-charset-not-utf8", jsonBodies, {
    "surrogates encoded alone": (plan, r) => {
      plan.body = Buffer.from(JSON.stringify({ text: "🎉 done", owner: r.word() }));
      return hashed((body) => cesu8(body.toString("utf8")))(plan, r);
    },
  }),
  fault(
    "body-length-in-characters",
    "cut short",
    jsonBodies,
    (plan, r) => {
      const whole = JSON.stringify(umlauts(r));
      plan.body = Buffer.from(whole);
      plan.wire.push((message) => {
        setHeader(message, "Content-Length", String(whole.length));
      });
    },
    { verdict: null, weight: 3 },
  ),
  fault(
    "body-length-in-characters",
    "cut short, length signed",
    jsonBodies,
    (plan, r) => {
      const whole = JSON.stringify(umlauts(r));
      plan.body = Buffer.from(whole);
      plan.alsoSign = [...(plan.alsoSign ?? []), "content-length"];
      plan.before = [(message) => setHeader(message, "Content-Length", String(whole.length))];
    },
    { verdict: null, weight: 2 },
  ),
];
function cesu8(whole) {
  const bytes = [];
  for (let i = 0; i < whole.length; i++) {
    const unit = whole.charCodeAt(i);
    if (unit < 0x80) bytes.push(unit);
    else if (unit < 0x800) bytes.push(0xc0 | (unit >> 6), 0x80 | (unit & 63));
    else bytes.push(0xe0 | (unit >> 12), 0x80 | ((unit >> 6) & 63), 0x80 | (unit & 63));
  }
  return Buffer.from(bytes);
}

const _bare = ["gateway", "s3Get", "s3Delete"];
const emptyBodies = [
  ...faults(
    "empty-json-body-or-get-body",
    ["gateway"],
    Object.fromEntries(
      ["{}", "null", '""', "undefined"].map((word) => [
        `${word} hashed`,
        (plan) => {
          if (plan.method !== "GET") return false;
          plan.payload = sha256Hex(word);
        },
      ]),
    ),
    { also: [["payload-hash-of-empty-or-other"]] },
  ),
  fault(
    "empty-json-body-or-get-body",
    "a body on GET that is not hashed",
    ["gateway"],
    (plan, r) => {
      if (plan.method !== "GET") return false;
      plan.body = Buffer.from(JSON.stringify({ q: r.word() }));
      plan.payload = sha256Hex("");
    },
    { weight: 2, also: [["payload-hash-of-empty-or-other"]] },
  ),
];

const tokens = [
  fault(
    "content-sha256-missing",
    "no header in S3",
    s3HeaderShapes.filter((n) => n !== "s3PutUnsigned"),
    (plan) => {
      plan.payloadHeader = false;
    },
    { verdict: null, weight: 4 },
  ),
  fault(
    "content-sha256-missing",
    "no header for aoss",
    ["rest"],
    (plan) => {
      if (plan.service !== "es") return false;
      plan.host = plan.host.replace(".es.", ".aoss.").replace("search-", "");
      plan.service = "aoss";
      plan.scope = { ...plan.scope, service: "aoss" };
    },
    { verdict: null, weight: 6 },
  ),
  ...faults(
    "content-sha256-invalid-token",
    s3Body,
    {
      base64: (plan) => {
        plan.payload = sha256(plan.body).toString("base64");
      },
      "upper-case hex": (plan) => {
        plan.payload = sha256Hex(plan.body).toUpperCase();
      },
      "the word UNSIGNED": (plan) => {
        plan.payload = "UNSIGNED";
      },
      "lower-case token": (plan) => {
        plan.payload = "unsigned-payload";
      },
      "63 digits": (plan) => {
        plan.payload = sha256Hex(plan.body).slice(1);
      },
      "a word": (plan) => {
        plan.payload = "required";
      },
      MD5: (plan, r) => {
        plan.payload = r.hex(32);
      },
    },
    { verdict: null },
  ),
  fault(
    "content-sha256-invalid-token",
    "base64 of the empty body",
    ["s3Get", "s3Delete"],
    (plan) => {
      plan.payload = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
    },
    { verdict: null, weight: 2 },
  ),
];
const forms = faults(
  "form-body-reencoded",
  ["query"],
  {
    "blanks as %20 hashed": form((t) => t.replaceAll("+", "%20")),
    "blanks as plus hashed": form((t) => t.replaceAll("%20", "+"), "%20"),
    "quotes raw hashed": form((t) => t.replaceAll("%27", "'")),
    "slash and colon raw hashed": form((t) => t.replaceAll("%2F", "/").replaceAll("%3A", ":")),
    "asterisk encoded hashed": form((t) => t.replaceAll("*", "%2A")),
    "tilde encoded hashed": form((t) => t.replaceAll("~", "%7E")),
  },
  { also: [["payload-changed-after-sign"]] },
);
function form(change, blank = "+") {
  return (plan, r) => {
    const value = `${r.word()}${blank}it%27s${blank}https%3A%2F%2Fexample.com%2F~${r.word()}*`;
    plan.body = Buffer.from(`Action=Publish&Message=${value}&Version=2010-03-31`);
    return hashed((body) => Buffer.from(change(body.toString())))(plan, r);
  };
}

const temporary = (plan, keyId = "ASIAX3MPLETEMP0RARY1") => {
  const set = credentialSets.find((one) => one.keyId === keyId);
  Object.assign(plan, { keyId, secret: set.secret, token: tokenOf(keyId) });
  plan.profiles = [{ name: "default", keyId, secret: set.secret, token: plan.token }];
};
const tokenAlways = (then) => (plan, r) => {
  temporary(plan);
  return then(plan, r);
};
const sessionFaults = [
  fault(
    "token-missing",
    "ASIA id without token",
    [...headerShapes, ...presignedShapes],
    tokenAlways((plan) => {
      plan.token = undefined;
    }),
    { verdict: ["valid"], weight: 3 },
  ),
  fault(
    "token-missing",
    "dropped on the way",
    headerShapes,
    tokenAlways((plan) => {
      plan.notSigned = [...(plan.notSigned ?? []), "x-amz-security-token"];
      plan.wire.push((message) => dropHeader(message, "X-Amz-Security-Token"));
    }),
    { verdict: ["valid"], weight: 2 },
  ),
  fault(
    "token-unsigned",
    "not signed",
    s3HeaderShapes,
    tokenAlways((plan) => {
      plan.notSigned = [...(plan.notSigned ?? []), "x-amz-security-token"];
    }),
    { verdict: ["valid"], weight: 3, also: [["required-header-unsigned"]] },
  ),
  fault(
    "token-empty-header",
    "empty, signed empty",
    headerShapes,
    (plan) => {
      if (plan.token) return false;
      plan.headers.push(["X-Amz-Security-Token", ""]);
    },
    { verdict: null, weight: 2 },
  ),
  fault(
    "token-empty-header",
    "empty, signed without",
    headerShapes,
    (plan) => {
      if (plan.token) return false;
      plan.headers.push(["X-Amz-Security-Token", ""]);
      plan.recipe.block = (lines) => lines.filter((line) => line[0] !== "x-amz-security-token");
    },
    { verdict: null, weight: 2 },
  ),
  fault(
    "token-empty-header",
    "emptied on the way",
    headerShapes,
    tokenAlways((plan) => {
      plan.wire.push((message) => setHeader(message, "X-Amz-Security-Token", ""));
    }),
    { verdict: null },
  ),
  fault(
    "token-duplicated",
    "header twice",
    headerShapes,
    tokenAlways((plan) => {
      plan.wire.push((message) =>
        addHeader(message, "X-Amz-Security-Token", header(message, "X-Amz-Security-Token")),
      );
    }),
    { verdict: null },
  ),
  fault(
    "token-duplicated",
    "header and query",
    headerShapes,
    tokenAlways((plan) => {
      plan.query.push(["X-Amz-Security-Token", encode(plan.token)]);
    }),
    { verdict: null },
  ),
  fault(
    "token-duplicated",
    "query twice",
    ["s3PresignedGet", "gatewayPresigned"],
    tokenAlways((plan) => {
      plan.wire.push((message) => message.query.push(["X-Amz-Security-Token", encode(plan.token)]));
    }),
    { verdict: null },
  ),
  ...faults(
    "token-wrong-thing",
    headerShapes,
    {
      "a secret key": wrongToken((r) =>
        r.text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/", 40),
      ),
      "an LWA token": wrongToken((r) => `Atza|${r.hex(60)}`),
      "a number": wrongToken((r) => String(r.int(1, 1e9))),
      "a key id": wrongToken((r) => `ASIA${r.upper(16)}`),
      "a JWT": wrongToken(
        (r) => `eyJhbGciOiJIUzI1NiJ9.${Buffer.from(r.hex(40)).toString("base64url")}.${r.hex(43)}`,
      ),
    },
    { verdict: ["valid"], also: [["torn-credential-set"]] },
  ),
  ...faults(
    "presign-token-in-signedheaders",
    presignedShapes,
    {
      "listed, line empty": (plan, r) => listed("")(plan, r),
      "listed, line with the token": (plan, r) => listed("token")(plan, r),
    },
    { verdict: null, weight: 2 },
  ),
];
function listed(kind) {
  return (plan) => {
    temporary(plan);
    plan.alsoSign = [...(plan.alsoSign ?? []), "x-amz-security-token"];
    if (kind === "token")
      plan.recipe.block = (lines) =>
        lines.map(([n, v]) => [n, n === "x-amz-security-token" ? plan.token : v]);
  };
}
function wrongToken(make) {
  return (plan, r) => {
    temporary(plan);
    plan.token = make(r);
  };
}

export const payloadTokenFaults = [
  ...hashFaults,
  ...charsetFaults,
  ...emptyBodies,
  ...tokens,
  ...forms,
  ...sessionFaults,
];
