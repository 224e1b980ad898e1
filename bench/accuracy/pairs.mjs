// Two or three independent faults in one request: key and request, request and request, scope and request, time and request.
import { built, reference } from "./build.mjs";
import { acceptedSets, products, record } from "./case.mjs";
import { requestBytes } from "./message.mjs";
import { randomFrom } from "./random.mjs";
import { shapes } from "./shapes.mjs";

/** The classes that come first in two-fault cases, as often as they are seen in the wild. */
const frequent = {
  request: [
    "host-port",
    "host-rewritten-by-reverse-proxy",
    "host-cdn-or-custom-domain",
    "content-type-changed",
    "accept-encoding-rewritten",
    "header-value-whitespace",
    "path-reserved-chars-unescaped",
    "path-single-encoded-non-s3",
    "path-double-encoded-s3",
    "plus-vs-space",
    "slash-collapse",
    "path-prefix-rewritten",
    "query-valueless",
    "query-unsorted",
    "query-sorted-by-pair",
    "query-encoding",
    "query-omitted-from-canonical",
    "payload-changed-after-sign",
    "payload-hash-of-empty-or-other",
    "range-header-rewritten",
    "hop-by-hop-signed",
    "user-agent-rewritten",
    "expect-header",
    "method-case",
    "host-case",
    "host-endpoint-differs",
    "tilde-escaped",
    "percent-hex-case",
    "trailing-slash",
    "dot-segments",
    "query-added-after-presign",
    "presign-wrong-method",
    "presign-payload-token",
    "header-duplicate-merge",
    "header-value-case",
    "header-non-ascii",
    "host-tunnel-override",
    "virtual-host-vs-path-style",
    "body-charset-not-utf8",
    "header-order-unsorted",
    "content-length-signed-and-dropped",
    "proxy-headers-signed",
    "presign-header-not-resent",
    "path-over-encoded",
    "slash-encoded-in-key",
    "trace-header-rewritten",
    "required-header-unsigned",
    "token-unsigned",
  ],
  key: [
    "secret-truncated-or-mistyped",
    "secret-whitespace-newline",
    "secret-plus-slash-mangled",
    "secret-akid-mismatched-pair",
    "signing-key-stale",
    "key-chain-hex-not-raw",
    "missing-aws4-prefix",
    "hmac-argument-order",
    "hash-encoding-wrong",
    "wrong-text-encoding-or-line-ending",
    "two-clock-reads",
    "algorithm-token-mismatch",
  ],
  scope: [
    "scope-region-wrong",
    "scope-service-wrong",
    "scope-region-malformed",
    "scope-terminator-wrong",
    "scope-date-mismatch",
    "scope-global-service-region",
  ],
  time: ["clock-skew", "timezone-local-as-utc", "presign-expired", "presign-not-yet-valid"],
  envelope: ["signature-encoding-wrong", "auth-component-order-or-spacing", "akid-whitespace"],
};

/** What of a request a class touches: two faults of one part are not independent. */
const part = (id) => {
  if (/^(host|virtual|redirect)/.test(id)) return "host";
  if (/^(path|plus|slash|percent|tilde|dot|trailing|encoded|key-has|unicode)/.test(id)) return "path";
  if (/^(query|headers-in|presign-url|post-query)/.test(id)) return "query";
  if (/^(payload|body|presign-payload|form-body|empty-json|content-sha256)/.test(id)) return "payload";
  if (/^(method|presign-wrong)/.test(id)) return "method";
  if (/^(header-order|signedheaders)/.test(id)) return "header order";
  if (/^header-/.test(id)) return "header value";
  if (/^token/.test(id)) return "token";
  return id;
};
const touchesQuery = new Set(["plus-vs-space", "percent-hex-case", "tilde-escaped"]);

const combinations = [
  ["request", "request", 50],
  ["key", "request", 26],
  ["scope", "request", 10],
  ["time", "request", 7],
  ["key", "time", 3],
  ["envelope", "request", 4],
];

const compatible = (faults) => {
  const parts = faults.map((one) => part(one.id));
  if (new Set(parts).size < parts.length) return false;
  if (new Set(faults.map((one) => one.id)).size < faults.length) return false;
  const queries = faults.filter((one) => touchesQuery.has(one.id) || parts.includes("query"));
  const texts = faults.filter((one) => touchesQuery.has(one.id));
  if (texts.length > 0 && queries.length > 1 && parts.includes("query")) return false;
  return true;
};

/** Values that nobody can guess are lost in these variants: beside another fault nothing can be proven. */
const guesswork = {
  "proxy-headers-signed": /dropped$/,
  "hop-by-hop-signed": /^keep-alive dropped$/,
  "range-header-rewritten": /^(dropped|end removed)$/,
  "presign-header-not-resent": /^(Content-MD5|x-amz-meta-user|If-Match|Range)$/,
  "trace-header-rewritten": /^dropped$/,
  "akid-whitespace": /^cut/,
  "auth-component-order-or-spacing": /^(semicolons|no commas)$/,
};
const provable = (one) => !guesswork[one.id]?.test(one.variant);

/** A plan with some of the faults; the same seed gives the same request with and without each of them. */
function planWith(faults, shape, seed) {
  const plan = shapes[shape](randomFrom(seed));
  plan.shape = shape;
  const recipe = {};
  for (const one of inOrder(faults)) {
    plan.recipe = {};
    const fits = one.apply(plan, randomFrom(seed + one.variant.length)) !== false;
    if (!fits || clashes(recipe, plan.recipe)) return null;
    Object.assign(recipe, plan.recipe);
  }
  plan.recipe = recipe;
  return plan;
}

/** A fault that is to make a mismatch must make one alone, and must make a difference beside the others. */
function effective(faults, shape, seed) {
  const whole = built(planWith(faults, shape, seed));
  return faults.every((one) => {
    const alone = planWith([one], shape, seed);
    const without = planWith(
      faults.filter((each) => each !== one),
      shape,
      seed,
    );
    if (alone === null || without === null) return false;
    if (one.verdict?.[0] === "mismatch" || alone.mustDiffer) {
      const result = built(alone);
      if (reference(alone, result).signature === result.signature) return false;
    }
    const rest = built(without);
    return (
      rest.signature !== whole.signature || !requestBytes(rest.message).equals(requestBytes(whole.message))
    );
  });
}

/** The faults together must fit one shape. */
function planOf(faults, r) {
  const on = faults.reduce(
    (left, one) => left.filter((shape) => one.on.includes(shape)),
    Object.keys(shapes),
  );
  if (on.length === 0) return null;
  for (let tries = 0; tries < 12; tries++) {
    const shape = r.pick(on);
    const seed = r.int(1, 2 ** 31);
    const plan = planWith(faults, shape, seed);
    if (plan === null || !effective(faults, shape, seed)) continue;
    return plan;
  }
  return null;
}
const order = ["request", "envelope", "time", "scope", "key"];
const inOrder = (faults) => [...faults].sort((a, b) => order.indexOf(a.side) - order.indexOf(b.side));
const clashes = (left, right) => Object.keys(right).some((step) => step in left);

function* combined(kind, choose, r, { seed, count, faults }) {
  const byId = new Map();
  for (const one of faults.filter(provable)) byId.set(one.id, [...(byId.get(one.id) ?? []), one]);
  let made = 0;
  for (let tries = 0; made < count && tries < count * 60; tries++) {
    const chosen = choose(r).map((id) => (byId.has(id) ? r.pick(byId.get(id)) : null));
    if (chosen.includes(null) || !compatible(chosen)) continue;
    const plan = planOf(chosen, r);
    if (plan === null) continue;
    const record_ = recordOf(kind, plan, chosen, `${kind}-${seed}-${made + 1}`);
    if (record_ === null) continue;
    made++;
    yield record_;
  }
}

function recordOf(kind, plan, chosen, id) {
  const verdicts = chosen.some((one) => one.verdict === null)
    ? undefined
    : chosen.some((one) => one.verdict[0] === "mismatch")
      ? ["mismatch"]
      : ["valid"];
  const notes = `${chosen.map((one) => one.variant).join(" + ")} (${plan.shape})`;
  const causes = products(chosen.map(acceptedSets));
  try {
    return record(plan, { id, kind, classes: chosen.map((one) => one.id), notes, verdicts, causes });
  } catch {
    return null;
  }
}

function drawn(r, list) {
  const total = list.reduce((sum, each) => sum + each[2], 0);
  let at = r.next() * total;
  for (const each of list) {
    at -= each[2];
    if (at < 0) return each;
  }
  return list[0];
}

/** Two faults in one request. */
export const pairs = (r, given) =>
  combined(
    "pair",
    () => {
      const [left, right] = drawn(r, combinations);
      return [r.pick(frequent[left]), r.pick(frequent[right])];
    },
    r,
    given,
  );

/** Three faults in one request. */
export const triples = (r, given) =>
  combined(
    "triple",
    () => [
      r.pick(frequent[r.pick(["key", "scope", "request"])]),
      r.pick(frequent.request),
      r.pick(frequent.request),
    ],
    r,
    given,
  );
