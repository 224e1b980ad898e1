// Faults of the envelope's grammar: the calculation was right, what was written is not.
import { authorizationOf } from "./build.mjs";
import { fault, faults } from "./fault.mjs";
import { dropHeader, dropParameter, parameter, setHeader, setParameter } from "./message.mjs";
import { headerShapes, presignedShapes, s3HeaderShapes, shapes } from "./shapes.mjs";

const all = Object.keys(shapes);
const noCompat = headerShapes.filter((name) => name !== "compatible");
const open = { side: "envelope", verdict: null };

/** Another text in the Authorization header than the usual one. */
const written = (make) => (plan, r) => {
  plan.authorization = (parts) => make(parts, r, plan);
};
const edited = (edit) => written((parts, r, plan) => edit(authorizationOf(parts), r, plan));

const absent = [
  fault(
    "auth-missing",
    "header stripped",
    noCompat,
    (plan) => {
      plan.wire.push((message) => dropHeader(message, "Authorization"));
    },
    { side: "envelope", verdict: ["unsigned"], weight: 3 },
  ),
  fault(
    "auth-missing",
    "never signed",
    ["json", "query", "rest"],
    (plan) => {
      if (plan.service === "es") return false;
      plan.payloadHeader = false;
      plan.token = undefined;
      plan.dateHeader = null;
      plan.wire.push((message) => dropHeader(message, "Authorization"));
    },
    { side: "envelope", verdict: ["unsigned"], weight: 2 },
  ),
];
const jwt = (r) =>
  `eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.${Buffer.from(r.hex(40)).toString("base64url")}.${r.hex(60)}`;
const schemes = faults(
  "auth-not-sigv4-scheme",
  ["json", "query", "s3Get", "s3Put"],
  {
    Bearer: written((_p, r) => `Bearer ${jwt(r)}`),
    Basic: written((_p, r) => `Basic ${Buffer.from(`user:${r.word()}`).toString("base64")}`),
    "raw JWT": written((_p, r) => jwt(r)),
    Token: written((_p, r) => `Token ${r.hex(32)}`),
    Digest: written((_p, r) => `Digest username="u", realm="r", nonce="${r.hex(16)}"`),
    "API key": written((_p, r) => `ApiKey ${r.hex(32)}`),
  },
  open,
);

const ids = [
  fault(
    "auth-header-name-in-value",
    "name pasted",
    headerShapes,
    edited((t) => `Authorization: ${t}`),
    { ...open, weight: 2 },
  ),
  fault(
    "auth-header-name-in-value",
    "name pasted, small",
    headerShapes,
    edited((t) => `authorization: ${t}`),
    open,
  ),
  ...faults(
    "akid-whitespace",
    headerShapes,
    {
      "blank before": edited((t) => t.replace("Credential=", "Credential= ")),
      "blank behind": edited((t) => t.replace("/", " /")),
      "tab behind": edited((t) => t.replace("/", "\t/")),
      "two blanks before": edited((t) => t.replace("Credential=", "Credential=  ")),
      "blank within": edited((t) => t.replace(/Credential=(.{8})/, "Credential=$1 ")),
    },
    open,
  ),
  fault(
    "akid-whitespace",
    "cut at a line end",
    headerShapes,
    edited((t, _r, plan) => t.slice(0, t.indexOf(plan.keyId) + plan.keyId.length)),
    {
      ...open,
      also: [
        ["auth-missing-component"],
        ["credential-wrong-arity"],
        ["akid-whitespace", "auth-missing-component"],
      ],
    },
  ),
  fault(
    "akid-whitespace",
    "blank in a presigned URL",
    presignedShapes,
    (plan) => {
      plan.keyId = `${plan.keyId} `;
    },
    open,
  ),
  fault(
    "akid-whitespace",
    "line feed in a presigned URL",
    presignedShapes,
    (plan) => {
      plan.keyId = `${plan.keyId}\n`;
    },
    open,
  ),
  fault(
    "akid-empty",
    "header",
    headerShapes,
    (plan) => {
      plan.keyId = "";
    },
    { ...open, weight: 3 },
  ),
  fault(
    "akid-empty",
    "presigned",
    presignedShapes,
    (plan) => {
      plan.keyId = "";
    },
    open,
  ),
];
const components = [
  ...faults(
    "auth-missing-component",
    headerShapes,
    {
      "no SignedHeaders": edited((t) => t.replace(/ SignedHeaders=[^,]*,/, "")),
      "no Signature": edited((t) => t.replace(/, Signature=.*/, "")),
      "no Credential": edited((t) => t.replace(/Credential=[^,]*, /, "")),
      "only the credential": edited((t) => t.replace(/, SignedHeaders.*/, "")),
      "only the algorithm": edited((t) => t.replace(/ .*/, "")),
    },
    open,
  ),
  ...faults(
    "auth-component-misspelled",
    headerShapes,
    {
      Credentials: edited((t) => t.replace("Credential=", "Credentials=")),
      SignedHeader: edited((t) => t.replace("SignedHeaders=", "SignedHeader=")),
      Signatur: edited((t) => t.replace("Signature=", "Signatur=")),
      "Signed-Headers": edited((t) => t.replace("SignedHeaders=", "Signed-Headers=")),
      SHA25: edited((t) => t.replace("SHA256", "SHA25")),
      "SHA-256": edited((t) => t.replace("SHA256", "SHA-256")),
      AWS4_HMAC: edited((t) => t.replace("AWS4-HMAC-SHA256", "AWS4_HMAC_SHA256")),
      "SHA25 in the text too": (plan) => {
        plan.algorithm = "AWS4-HMAC-SHA25";
        plan.recipe.lines = ([, ...rest]) => ["AWS4-HMAC-SHA25", ...rest];
      },
      "small algorithm": edited((t) => t.replace("AWS4-HMAC-SHA256", "aws4-hmac-sha256")),
    },
    open,
  ),
  ...faults(
    "auth-component-order-or-spacing",
    s3HeaderShapes,
    {
      "two blanks": edited((t) => t.replace(" ", "  ")),
      "Signature first": edited((t) =>
        t.replace(/(Credential=\S+), (SignedHeaders=\S+), (Signature=\S+)/, "$3, $1, $2"),
      ),
      "SignedHeaders first": edited((t) =>
        t.replace(/(Credential=\S+), (SignedHeaders=\S+), (Signature=\S+)/, "$2, $1, $3"),
      ),
      semicolons: edited((t) => t.replaceAll(", ", "; ")),
      "no commas": edited((t) => t.replaceAll(", ", " ")),
    },
    open,
  ),
];
const lists = [
  ...faults(
    "signedheaders-duplicate-names",
    headerShapes,
    {
      "both doubled": doubled("host", true),
      "list doubled, lines single": doubled("host", false),
      "date doubled": doubled("x-amz-date", true),
    },
    { ...open, also: [[]] },
  ),
  ...faults(
    "signedheaders-name-case",
    headerShapes,
    {
      "list mixed, lines lower": cased(
        (n) => n.replace(/(^|-)([a-z])/g, (_a, x, y) => x + y.toUpperCase()),
        "lower",
      ),
      "list and text mixed, lines lower": cased(
        (n) => n.replace(/(^|-)([a-z])/g, (_a, x, y) => x + y.toUpperCase()),
        "text",
      ),
      "all mixed": cased((n) => n.replace(/(^|-)([a-z])/g, (_a, x, y) => x + y.toUpperCase()), "all"),
      "Host only": cased((n) => (n === "host" ? "Host" : n), "all"),
    },
    open,
  ),
  ...faults(
    "signedheaders-name-case",
    headerShapes,
    {
      "sorted before lower-casing": (plan) => {
        const given = {
          "x-amz-date": "X-Amz-Date",
          "x-amz-target": "X-Amz-Target",
          "x-amz-content-sha256": "X-Amz-Content-Sha256",
        };
        const order = (names) => [...names].sort((a, b) => ((given[a] ?? a) < (given[b] ?? b) ? -1 : 1));
        plan.recipe.names = (names) => {
          const mixed = order(names.map((n) => given[n] ?? n));
          plan.listedNames = mixed;
          return mixed.map((n) => n.toLowerCase());
        };
      },
    },
    { ...open, also: [["header-order-unsorted"], ["signedheaders-name-case", "header-order-unsorted"]] },
  ),
  ...faults(
    "authorization-header-signed",
    headerShapes,
    {
      "an earlier JWT": (plan, r) => {
        plan.alsoSign = [...(plan.alsoSign ?? []), "authorization"];
        const value = `Bearer ${jwt(r)}`;
        plan.view.push((view) => setHeader(view, "Authorization", value));
      },
      "empty line": (plan) => {
        plan.alsoSign = [...(plan.alsoSign ?? []), "authorization"];
      },
    },
    open,
  ),
];
function doubled(name, lines) {
  return (plan) => {
    plan.recipe.names = (names) => {
      const list = names.flatMap((n) => (n === name ? [n, n] : [n]));
      plan.listedNames = list;
      if (!lines) plan.recipe.signedLine = () => names.join(";");
      return lines ? list : names;
    };
  };
}
function cased(form, where) {
  return (plan) => {
    plan.recipe.names = (names) => {
      plan.listedNames = names.map(form);
      if (where === "all") plan.recipe.block = (rows) => rows.map(([n, v]) => [form(n), v]);
      if (where !== "lower") plan.recipe.signedLine = () => plan.listedNames.join(";");
      return names;
    };
  };
}

const twoWays = [
  fault(
    "two-auth-mechanisms",
    "presigned URL and a header",
    ["s3PresignedGet"],
    (plan, r) => {
      plan.wire.push((message) => {
        message.headers.push([
          "Authorization",
          `AWS4-HMAC-SHA256 Credential=${plan.keyId}/${plan.scope.date}/${plan.region}/s3/aws4_request, SignedHeaders=host;x-amz-date, Signature=${r.hex(64)}`,
        ]);
      });
    },
    { ...open, weight: 2 },
  ),
  fault(
    "two-auth-mechanisms",
    "presigned URL and Bearer",
    ["s3PresignedGet", "s3PresignedPut"],
    (plan, r) => {
      plan.wire.push((message) => message.headers.push(["Authorization", `Bearer ${jwt(r)}`]));
    },
    { ...open, weight: 2 },
  ),
  fault(
    "two-auth-mechanisms",
    "header and a v2 signature",
    ["s3Get"],
    (plan) => {
      plan.query.push(
        ["AWSAccessKeyId", plan.keyId],
        ["Expires", "1999999999"],
        ["Signature", "abc%2Bdef%3D"],
      );
    },
    { ...open, weight: 2 },
  ),
];
const arity = [
  ...faults(
    "credential-wrong-arity",
    headerShapes,
    {
      "no region": edited((t, _r, plan) => t.replace(`/${plan.scope.region}/`, "/")),
      "no service": edited((t, _r, plan) => t.replace(`/${plan.scope.service}/aws4`, "/aws4")),
      "one too many": edited((t) => t.replace("/aws4_request", "/extra/aws4_request")),
      "id only": edited((t, _r, plan) => t.replace(/Credential=[^,]*/, `Credential=${plan.keyId}`)),
      "empty region and service": edited((t, _r, plan) =>
        t.replace(`/${plan.scope.region}/${plan.scope.service}/`, "/"),
      ),
      "slash behind": edited((t) => t.replace("/aws4_request", "/aws4_request/")),
    },
    open,
  ),
  fault(
    "credential-wrong-arity",
    "slash before",
    headerShapes,
    edited((t) => t.replace("Credential=", "Credential=/")),
    { ...open, also: [["akid-empty"]] },
  ),
  fault(
    "credential-wrong-arity",
    "presigned, no region",
    presignedShapes,
    (plan) => {
      plan.wire.push((m) =>
        setParameter(
          m,
          "X-Amz-Credential",
          parameter(m, "X-Amz-Credential").replace(`%2F${plan.scope.region}%2F`, "%2F"),
        ),
      );
    },
    open,
  ),
];
const words = [
  "$AWS_ACCESS_KEY_ID",
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a placeholder that was never expanded
  "${AWS_ACCESS_KEY_ID}",
  "undefined",
  "null",
  "{{aws_access_key_id}}",
  "<YOUR-AKID>",
  "%AWS_ACCESS_KEY_ID%",
  "None",
  "YOUR_ACCESS_KEY",
  "your-access-key-id",
  "{{ accessKey }}",
];
// biome-ignore lint/suspicious/noTemplateCurlyInString: a placeholder that was never expanded
const places = ["${AWS_REGION}", "{{region}}", "$AWS_DEFAULT_REGION"];
const placeholders = [
  ...words.map((word) =>
    fault(
      "unexpanded-placeholder",
      `id ${word}`,
      headerShapes,
      (plan) => {
        plan.keyId = word;
      },
      open,
    ),
  ),
  ...places.map((word) =>
    fault(
      "unexpanded-placeholder",
      `region ${word}`,
      noCompat,
      (plan) => {
        plan.scope = { ...plan.scope, region: word };
      },
      { ...open, also: [["scope-region-malformed"]] },
    ),
  ),
  fault(
    "unexpanded-placeholder",
    "region undefined",
    noCompat,
    (plan) => {
      plan.scope = { ...plan.scope, region: "undefined" };
    },
    { ...open, also: [["scope-region-malformed"]] },
  ),
  ...["%7BDistributionId%7D", "%7B%7Bbucket%7D%7D", "$%7BBUCKET%7D"].map((word) =>
    fault(
      "unexpanded-placeholder",
      `path ${word}`,
      ["rest", "gateway", "s3Get"],
      (plan) => {
        plan.path = `/${word}${plan.path}`;
      },
      { ...open, also: [[]] },
    ),
  ),
];

const textual = (form) => (plan) => {
  plan.signatureText = form;
};
const signatures = [
  ...faults(
    "signature-truncated-or-split",
    all,
    {
      "one short": textual((d) => d.signature.slice(0, -1)),
      "four short": textual((d) => d.signature.slice(0, -4)),
      half: textual((d) => d.signature.slice(0, 32)),
      "sixteen left": textual((d) => d.signature.slice(0, 16)),
    },
    open,
  ),
  ...faults(
    "signature-truncated-or-split",
    headerShapes,
    {
      "split by a blank": textual((d) => `${d.signature.slice(0, 30)} ${d.signature.slice(30)}`),
    },
    open,
  ),
  fault(
    "signature-truncated-or-split",
    "first digits lost",
    headerShapes,
    textual((d) => d.signature.slice(2)),
    open,
  ),
  ...faults(
    "signature-encoding-wrong",
    all,
    {
      "upper-case": textual((d) => d.signature.toUpperCase()),
      base64: (plan) => {
        plan.signatureText = (d) => {
          const text = d.bytes.toString("base64");
          return plan.form === "presigned" ? encodeURIComponent(text) : text;
        };
      },
      "base64, percent-encoded": textual((d) => encodeURIComponent(d.bytes.toString("base64"))),
      base64url: textual((d) => d.bytes.toString("base64url")),
    },
    open,
  ),
];
const six = [
  "X-Amz-Algorithm",
  "X-Amz-Credential",
  "X-Amz-Date",
  "X-Amz-Expires",
  "X-Amz-SignedHeaders",
  "X-Amz-Signature",
];
const missing = [
  ...six.map((name) =>
    fault(
      "presign-missing-params",
      `no ${name}`,
      ["s3PresignedGet", "s3PresignedPut"],
      (plan) => {
        plan.wire.push((message) => dropParameter(message, name));
      },
      open,
    ),
  ),
  fault(
    "presign-missing-params",
    "no date and no expiry",
    ["s3PresignedGet"],
    (plan) => {
      plan.wire.push((message) => {
        dropParameter(message, "X-Amz-Date");
        dropParameter(message, "X-Amz-Expires");
      });
    },
    open,
  ),
  fault(
    "presign-missing-params",
    "cut at the first &",
    ["s3PresignedGet", "s3PresignedPut"],
    (plan) => {
      plan.wire.push((message) => {
        message.query = message.query.slice(0, 1);
      });
    },
    { ...open, also: [["signature-truncated-or-split"]] },
  ),
];

export const envelopeFaults = [
  ...absent,
  ...schemes,
  ...ids,
  ...components,
  ...lists,
  ...twoWays,
  ...arity,
  ...placeholders,
  ...signatures,
  ...missing,
];
