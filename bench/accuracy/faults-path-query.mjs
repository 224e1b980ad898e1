// Faults of the path, the query and the method.
import { fault, faults } from "./fault.mjs";
import { presignedShapes, s3Shapes, shapes } from "./shapes.mjs";
import {
  byPair,
  canonicalPath,
  canonicalQuery,
  decode,
  encode,
  encodedQuery,
  normalised,
  sha256Hex,
  utf8,
} from "./signer.mjs";
import { queryPairs } from "./signer-query.mjs";

const all = Object.keys(shapes);
const restful = ["rest", "gateway", "gatewayPresigned"];
const keyed = [
  "s3Get",
  "s3Put",
  "s3Meta",
  "s3Delete",
  "s3Head",
  "s3PresignedGet",
  "s3PresignedPut",
  "s3PutUnsigned",
];

/** A path with the given last segment (as it lies on the wire), and the canonical path the client made of it. */
const path = (segment, canonical) => (plan, r) => {
  const wire = typeof segment === "function" ? segment(r) : segment;
  plan.path = `${plan.path.replace(/\/[^/]*$/, "")}/${wire}`;
  if (canonical)
    plan.recipe.path = (p) => {
      const made = canonical(p, plan);
      return made;
    };
};
const encoded = (text) => encode(utf8(text));
const spaced = (r) => encoded(`${r.word()} ${r.word()}.txt`);
const single = (p) => encode(decode(p), "/");

const arns = (r) => encoded(`arn:aws:thing:us-east-1:123456789012:${r.word()}/${r.word()}`);
const encodings = [
  ...faults("path-single-encoded-non-s3", restful, {
    "an ARN": path(arns, (p) => p),
    "a blank": path(spaced, (p) => p),
    "a percent sign": path(
      (r) => `${r.word()}%25off`,
      (p) => p,
    ),
    letters: path(
      (r) => encoded(`${r.word()}-ü`),
      (p) => p,
    ),
  }),
  ...faults("path-over-encoded", restful, {
    "three times": path(arns, (p) => encode(encode(p, "/"), "/")),
    "three times, a blank": path(spaced, (p) => encode(encode(p, "/"), "/")),
    "four times": path(spaced, (p) => encode(encode(encode(p, "/"), "/"), "/")),
  }),
  ...faults(
    "path-over-encoded",
    keyed,
    { "three times in S3": path(spaced, (p) => encode(encode(p, "/"), "/")) },
    { also: [["path-double-encoded-s3"]] },
  ),
  ...faults("path-double-encoded-s3", [...keyed, "compatible"], {
    "a blank": path(spaced, (p) => encode(p, "/")),
    letters: path(
      (r) => encoded(`${r.word()}-ñandú.txt`),
      (p) => encode(p, "/"),
    ),
    brackets: path(
      (r) => encoded(`${r.word()}(${r.int(1, 9)}).txt`),
      (p) => encode(p, "/"),
    ),
    plus: path(
      (r) => `${r.word()}%2B${r.word()}`,
      (p) => encode(p, "/"),
    ),
    "at sign": path(
      (r) => `${r.word()}%40${r.word()}`,
      (p) => encode(p, "/"),
    ),
  }),
];

const rawIn = (characters) => (p) =>
  characters.split("").reduce((t, c) => t.replaceAll(encode(c), c), single(p));
const reserved = [
  ...["!", "'", "(", ")", "*", ":", ",", ";", "@", "&", "$", "="].map((c) =>
    fault(
      "path-reserved-chars-unescaped",
      `${c} in S3`,
      keyed,
      path((r) => encoded(`${r.word()}${c}${r.word()}`), rawIn(c)),
    ),
  ),
  fault(
    "path-reserved-chars-unescaped",
    "brackets raw on the wire and signed raw",
    keyed,
    path(
      (r) => `${r.word()}(${r.int(1, 9)}).txt`,
      (p) => p,
    ),
  ),
  fault(
    "path-reserved-chars-unescaped",
    "encodeURIComponent's five",
    keyed,
    path((r) => encoded(`${r.word()}!(1)*'.txt`), rawIn("!'()*")),
  ),
  fault(
    "path-reserved-chars-unescaped",
    "encodeURI's",
    keyed,
    path((r) => encoded(`${r.word()}:a,b;c@d&e=f+g$.txt`), rawIn(":,;@&=+$")),
  ),
  fault(
    "path-reserved-chars-unescaped",
    "square brackets",
    keyed,
    path((r) => encoded(`${r.word()}[1].txt`), rawIn("[]")),
  ),
  ...[":", "*", "@", "(", "=", ",", "'"].map((c) =>
    fault(
      "path-reserved-chars-unescaped",
      `${c} raw outside S3`,
      restful,
      path(
        (r) => `${r.word()}${c}${r.word()}`,
        (p) => p,
      ),
    ),
  ),
];

const pluses = [
  ...faults(
    "plus-vs-space",
    keyed,
    {
      "plus signed as blank": path(
        (r) => `${r.word()}%2B${r.word()}.txt`,
        (p) => single(p).replaceAll("%2B", "%20"),
      ),
      "plus signed raw": path(
        (r) => `${r.word()}%2B${r.word()}.txt`,
        (p) => single(p).replaceAll("%2B", "+"),
      ),
      "blank signed as plus": path(spaced, (p) => single(p).replaceAll("%20", "+")),
      "blank signed as %2B": path(spaced, (p) => single(p).replaceAll("%20", "%2B")),
    },
    { also: [] },
  ),
];
pluses[1].also.push(["path-reserved-chars-unescaped"]);
const query = (pairs, canonical) => (plan, r) => {
  plan.query = [...plan.query, ...(typeof pairs === "function" ? pairs(r) : pairs)];
  if (canonical) plan.recipe.query = (q) => canonical(q, plan);
};
const joined = (pairs) => pairs.map((pair) => pair.join("=")).join("&");
const list = ["s3List", "gateway", "gatewayPresigned", "queryGet"];
pluses.push(
  ...faults("plus-vs-space", list, {
    "blank of the query signed as plus": query(
      (r) => [["q", encoded(`${r.word()} ${r.word()}`)]],
      (q) => canonicalQuery(q).replaceAll("%20", "+"),
    ),
    "blank of the query signed as %2B": query(
      (r) => [["q", encoded(`${r.word()} ${r.word()}`)]],
      (q) => canonicalQuery(q).replaceAll("%20", "%2B"),
    ),
    "plus of the query signed as blank": query(
      (r) => [["q", `${r.word()}%2B${r.word()}`]],
      (q) => canonicalQuery(q).replaceAll("%2B", "%20"),
    ),
  }),
);

const hexCase = (text) => text.replace(/%[0-9A-F]{2}/g, (x) => x.toLowerCase());
const details = [
  ...faults("slash-encoded-in-key", keyed, {
    "signed %2F": path(
      (r) => `${r.word()}/${r.word()}`,
      (p) => {
        const [, first, ...rest] = p.split("/");
        return `/${first}/${rest.join("%2F")}`;
      },
    ),
    "all signed %2F": path(
      (r) => `${r.word()}/${r.word()}`,
      (p) => `/${p.slice(1).replaceAll("/", "%2F")}`,
    ),
  }),
  ...faults("percent-hex-case", keyed, {
    "signed lower-case": path(
      spaced,
      (p) => hexCase(single(p).replaceAll("%20", "%2B")) && hexCase(single(`${p}`)),
    ),
    "signed lower-case, letters": path(
      (r) => encoded(`${r.word()}-é-ü.txt`),
      (p) => hexCase(single(p)),
    ),
    "signed lower-case, slash-like": path(
      (r) => encoded(`${r.word()}:x=+.txt`),
      (p) => hexCase(single(p)),
    ),
  }),
  ...faults("percent-hex-case", list, {
    "in the query": query(
      (r) => [["q", encoded(`${r.word()}:/${r.word()}`)]],
      (q) => hexCase(canonicalQuery(q)),
    ),
  }),
  ...faults(
    "tilde-escaped",
    keyed,
    {
      "%7E signed": path(
        (r) => `${r.word()}~${r.int(1, 9)}.txt`,
        (p) => single(p).replaceAll("~", "%7E"),
      ),
    },
    { weight: 2 },
  ),
  ...faults("tilde-escaped", list, {
    "%7E in the query": query(
      (r) => [["q", `~${r.word()}`]],
      (q) => canonicalQuery(q).replaceAll("~", "%7E"),
    ),
  }),
  ...faults("slash-collapse", keyed, {
    "collapsed by the signer": path(
      (r) => `${r.word()}//${r.word()}.txt`,
      (p) => single(p.replace(/\/+/g, "/")),
    ),
    "collapsed on the way": (plan, r) => {
      path(`${r.word()}//${r.word()}.txt`)(plan, r);
      plan.wire.push((message) => {
        message.path = message.path.replace(/\/+/g, "/");
      });
    },
    "leading, collapsed by the signer": (plan) => {
      plan.path = `/${plan.path}`;
      plan.recipe.path = (p) => single(p.replace(/\/+/g, "/"));
    },
  }),
  ...faults(
    "slash-collapse",
    restful,
    {
      "kept outside S3": path(
        (r) => `${r.word()}//${r.word()}`,
        (p) => encode(p, "/"),
      ),
    },
    { verdict: null, also: [[]] },
  ),
  ...faults("trailing-slash", [...keyed, ...restful], {
    "added by the signer": (plan) => {
      plan.recipe.path = (p) => `${canonicalPath(p, plan.service)}/`;
    },
    "removed by the signer": (plan) => {
      plan.path += "/";
      plan.recipe.path = (p) => canonicalPath(p.slice(0, -1), plan.service);
    },
    "added on the way": (plan) => {
      plan.wire.push((message) => {
        message.path += "/";
      });
    },
  }),
  ...faults("dot-segments", keyed, {
    "removed by the signer in S3": path(
      (r) => `./${r.word()}/../${r.word()}.txt`,
      (p) => single(normalised(p)),
    ),
    "one dot removed in S3": path(
      (r) => `./${r.word()}.txt`,
      (p) => single(normalised(p)),
    ),
  }),
  ...faults("dot-segments", restful, {
    "kept outside S3": path(
      (r) => `${r.word()}/../${r.word()}`,
      (p) => encode(p, "/"),
    ),
    "one dot kept outside S3": path(
      (r) => `./${r.word()}`,
      (p) => encode(p, "/"),
    ),
  }),
  ...faults("path-raw-utf8-latin1", keyed, {
    "raw on the wire": path(
      (r) => utf8(`${r.word()}-тест.txt`),
      (p) => encode(utf8(p), "/"),
    ),
    "signed read as Latin-1": path(
      (r) => encoded(`${r.word()}-тест.txt`),
      (p) => encode(utf8(decode(p)), "/"),
    ),
    "signed as Latin-1 bytes": path(
      (r) => encoded(`${r.word()}-né.txt`),
      (p) => encode(Buffer.from(decode(p), "latin1").toString("utf8"), "/"),
    ),
  }),
];

const cut = [
  ...faults("key-has-hash-question-percent", keyed, {
    "cut at the hash": path(
      (r) => `${r.word()}%23${r.int(1, 9)}.txt`,
      (p) => single(p.replace(/%23.*/, "")),
    ),
    "cut at the question mark": path(
      (r) => `${r.word()}%3F${r.int(1, 9)}.txt`,
      (p) => single(p.replace(/%3F.*/, "")),
    ),
    "sent cut at the hash": (plan, r) => {
      path(`${r.word()}%23${r.int(1, 9)}.txt`)(plan, r);
      plan.wire.push((message) => {
        message.path = message.path.replace(/%23.*/, "");
      });
    },
    "percent signed raw": path(
      (r) => `${r.int(10, 90)}%25 off.txt`.replace(" ", "%20"),
      (p) => single(p).replaceAll("%25", "%"),
    ),
  }),
];
cut[2].verdict = null;
cut[2].skip = true;

const prefixes = [
  ...faults("path-prefix-rewritten", ["compatible", "s3Get", "gateway", "rest"], {
    "a prefix added on the way": (plan, r) => {
      const prefix = r.pick(["/s3", "/minio", "/storage", "/api"]);
      plan.wire.push((message) => {
        message.path = prefix + message.path;
      });
    },
    "stripped on the way": (plan, r) => {
      const prefix = r.pick(["/s3", "/minio", "/storage", "/api"]);
      plan.path = prefix + plan.path;
      plan.wire.push((message) => {
        message.path = message.path.slice(prefix.length);
      });
    },
  }),
  fault("path-prefix-rewritten", "stage not signed", ["gateway", "gatewayPresigned"], (plan) => {
    plan.view.push((view) => {
      view.path = view.path.replace(/^\/[^/]+/, "");
    });
  }),
];
const slashes = [
  fault(
    "encoded-slash-decoded",
    "on the way",
    keyed,
    (plan, r) => {
      path(`${r.word()}%2F${r.word()}`)(plan, r);
      plan.recipe.path = (p) => p;
      plan.wire.push((message) => {
        message.path = decode(message.path);
      });
    },
    { also: [["slash-encoded-in-key"]] },
  ),
  fault(
    "encoded-slash-decoded",
    "on the way, outside S3",
    ["rest", "gateway"],
    (plan, r) => {
      path(`${r.word()}%2F${r.word()}`)(plan, r);
      plan.wire.push((message) => {
        message.path = message.path.replace(/%2F/g, "/");
      });
    },
    { also: [["slash-encoded-in-key"]] },
  ),
  ...faults("path-is-full-url", ["rest", "gateway", "s3Get", "json"], {
    "whole URL": (plan) => {
      plan.recipe.path = (p) => `https://${plan.host}${p}`;
    },
    "without the first slash": (plan) => {
      if (plan.path === "/") return false;
      plan.recipe.path = (p) => canonicalPath(p, plan.service).slice(1);
    },
    "only the slash": (plan) => {
      if (plan.path === "/") return false;
      plan.recipe.path = () => "/";
    },
    "whole URL, encoded": (plan) => {
      plan.recipe.path = (p) => encode(`https://${plan.host}${p}`, "/");
    },
  }),
];

const many = (r) => [
  ["zeta", r.hex(3)],
  ["beta", r.hex(3)],
  ["alpha", r.hex(4)],
];
const queries = [
  ...faults(
    "query-unsorted",
    ["s3List", "gateway", "queryGet"],
    {
      "as on the wire": query(many, (q) => joined(encodedQuery(q))),
    },
    { weight: 2 },
  ),
  ...faults("query-unsorted", presignedShapes, {
    "presigned, as on the wire": query(many, (q) => joined(encodedQuery(q))),
    "by name without case": query(
      [
        ["abc", "1"],
        ["x-id", "GetObject"],
      ],
      (q) => joined(encodedQuery(q).sort((a, b) => (a[0].toLowerCase() < b[0].toLowerCase() ? -1 : 1))),
    ),
  }),
  ...faults("query-sorted-by-pair", ["s3List", "gateway", "s3PresignedGet"], {
    "a name that starts another": query(
      (r) => [
        ["select", r.word()],
        ["select-type", "2"],
      ],
      (q) =>
        encodedQuery(q)
          .map((p) => p.join("="))
          .sort()
          .join("&"),
    ),
    "with a dot": query(
      (r) => [
        ["id", r.word()],
        ["id.in", r.word()],
      ],
      (q) =>
        encodedQuery(q)
          .map((p) => p.join("="))
          .sort()
          .join("&"),
    ),
  }),
  ...faults(
    "query-duplicate-keys",
    ["gateway"],
    {
      "in the order of the wire": query(
        (r) => [
          ["tag", `z${r.hex(2)}`],
          ["tag", `a${r.hex(2)}`],
        ],
        (q) => joined(encodedQuery(q).sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0))),
      ),
    },
    { also: [["query-unsorted"]] },
  ),
  ...faults(
    "query-duplicate-keys",
    ["gateway"],
    {
      "the first only": query(
        (r) => [
          ["tag", `z${r.hex(2)}`],
          ["tag", `a${r.hex(2)}`],
        ],
        (q) => canonicalQuery(q.filter((p, i) => q.findIndex((x) => x[0] === p[0]) === i)),
      ),
      "the last only": query(
        (r) => [
          ["tag", `z${r.hex(2)}`],
          ["tag", `a${r.hex(2)}`],
        ],
        (q) => canonicalQuery(q.filter((p, i) => q.findLastIndex((x) => x[0] === p[0]) === i)),
      ),
      "joined by commas": query(
        (r) => [
          ["tag", `z${r.hex(2)}`],
          ["tag", `a${r.hex(2)}`],
        ],
        (q) =>
          canonicalQuery([
            ...q.filter((p) => p[0] !== "tag"),
            [
              "tag",
              q
                .filter((p) => p[0] === "tag")
                .map((p) => p[1])
                .join(","),
            ],
          ]),
      ),
    },
    { also: [] },
  ),
  ...faults(
    "query-valueless",
    s3Shapes,
    Object.fromEntries(
      ["acl", "uploads", "tagging", "versioning", "policy"].map((name) => [
        `${name} without =`,
        query([[name, null]], (q) =>
          queryPairs(q)
            .map(([k, v]) => (v === null ? k : `${k}=${v}`))
            .join("&"),
        ),
      ]),
    ),
  ),
  ...faults("query-valueless", s3Shapes, {
    dropped: query([["acl", null]], (q) => canonicalQuery(q.filter((p) => p[1] !== null))),
    "the word null": query([["acl", null]], (q) => canonicalQuery(q).replace("acl=", "acl=null")),
    "the word undefined": query([["uploads", null]], (q) =>
      canonicalQuery(q).replace("uploads=", "uploads=undefined"),
    ),
  }),
  ...faults("query-omitted-from-canonical", ["s3List", "gateway", "queryGet"], {
    all: (plan) => {
      if (plan.query.length === 0) return false;
      plan.recipe.query = () => "";
    },
    "one of them": query(
      (r) => [
        ["page", String(r.int(1, 9))],
        ["sort", "name"],
      ],
      (q) => canonicalQuery(q.filter((p) => p[0] !== "page")),
    ),
  }),
  fault(
    "headers-in-query",
    "host and date in the query",
    ["gateway", "json", "query", "rest"],
    (plan) => {
      plan.recipe.query = () => `host=${plan.host}&x-amz-date=${plan.time}`;
    },
    { weight: 2 },
  ),
  ...["{", "[", ":", "/", ",", "@", "$", "|"].map((c) =>
    fault(
      "query-encoding",
      `${c} signed raw`,
      list,
      query(
        (r) => [["q", encoded(`${c}${r.word()}`)]],
        (q) => canonicalQuery(q).replaceAll(encode(c), c),
      ),
    ),
  ),
  ...["/", ":", "{", " "].map((c) =>
    fault(
      "query-encoding",
      `${c} encoded twice`,
      list,
      query(
        (r) => [["q", encoded(`${r.word()}${c}x`)]],
        (q) => canonicalQuery(q.map(([k, v]) => [k, k === "q" ? encode(v) : v])),
      ),
    ),
  ),
  fault("query-encoding", "all values twice", ["s3List", "queryGet"], (plan, r) => {
    plan.query.push(["q", encoded(`${r.word()}/${r.word()}`)]);
    plan.recipe.query = (q) =>
      encodedQuery(q)
        .sort(byPair)
        .map(([k, v]) => `${k}=${encode(v)}`)
        .join("&");
  }),
  fault("query-encoding", "raw on the wire and signed raw", ["gateway", "queryGet"], (plan, r) => {
    plan.query.push(["q", `${r.word()}:/,${r.word()}`]);
    plan.recipe.query = (q) =>
      [...q]
        .sort(byPair)
        .map(([k, v]) => `${k}=${v}`)
        .join("&");
  }),
];
const added = [
  ...faults(
    "query-added-after-presign",
    presignedShapes,
    Object.fromEntries(
      [
        ["cache buster", ["_", "1714564800"]],
        ["x-id", ["x-id", "GetObject"]],
        ["utm", ["utm_source", "mail"]],
        ["version", ["v", "2"]],
        ["disposition", ["response-content-disposition", "attachment"]],
      ].map(([name, pair]) => [
        name,
        (plan) => {
          plan.wire.push((message) => {
            message.query.push(pair);
          });
        },
      ]),
    ),
  ),
  fault(
    "query-added-after-presign",
    "without value",
    presignedShapes,
    (plan) => {
      plan.wire.push((message) => message.query.push(["download", null]));
    },
    { also: [["query-valueless"]] },
  ),
  fault("query-added-after-presign", "two", presignedShapes, (plan) => {
    plan.wire.push((message) => {
      message.query.push(["utm_source", "a"], ["utm_medium", "b"]);
    });
  }),
];
const mangled = [
  fault(
    "presign-url-mangled",
    "&amp;",
    presignedShapes,
    (plan) => {
      plan.wire.push((message) => {
        message.target = `${message.path}?${message.query.map((p) => p.join("=")).join("&amp;")}`;
      });
    },
    { verdict: null },
  ),
  fault(
    "presign-url-mangled",
    "query encoded once more",
    presignedShapes,
    (plan) => {
      plan.wire.push((message) => {
        message.query = message.query.map(([k, v]) => [k, v.replaceAll("%", "%25")]);
      });
    },
    { verdict: null },
  ),
  fault(
    "presign-url-mangled",
    "path encoded once more",
    ["s3PresignedGet"],
    (plan, r) => {
      path(spaced)(plan, r);
      plan.wire.push((message) => {
        message.path = message.path.replaceAll("%", "%25");
      });
    },
    { verdict: null, also: [["path-double-encoded-s3"]] },
  ),
  fault(
    "presign-url-mangled",
    "line break as %0A",
    presignedShapes,
    (plan) => {
      plan.wire.push((message) => {
        const last = message.query.at(-1);
        last[1] = `${last[1].slice(0, 40)}%0A${last[1].slice(40)}`;
      });
    },
    { verdict: null, also: [["signature-truncated-or-split"]] },
  ),
];
const payloads = [
  fault(
    "presign-payload-token",
    "empty hash in S3",
    ["s3PresignedGet"],
    (plan) => {
      plan.recipe.payload = () => sha256Hex("");
    },
    { weight: 3 },
  ),
  fault(
    "presign-payload-token",
    "empty hash in S3, with a body",
    ["s3PresignedPut"],
    (plan) => {
      plan.recipe.payload = () => sha256Hex("");
    },
    { weight: 2, also: [["payload-hash-of-empty-or-other"]] },
  ),
  fault(
    "presign-payload-token",
    "hash of the body in S3",
    ["s3PresignedPut"],
    (plan) => {
      plan.recipe.payload = (_p, m) => sha256Hex(m.body);
    },
    { weight: 2 },
  ),
  fault(
    "presign-payload-token",
    "signed header of the token not sent again",
    ["s3PresignedPut"],
    (plan) => {
      plan.headers.push(["X-Amz-Content-Sha256", "UNSIGNED-PAYLOAD"]);
      plan.alsoSign = ["x-amz-content-sha256"];
      plan.wire.push((message) => {
        message.headers = message.headers.filter((pair) => pair[0] !== "X-Amz-Content-Sha256");
      });
    },
    { also: [["presign-header-not-resent"]] },
  ),
  fault(
    "presign-payload-token",
    "UNSIGNED-PAYLOAD outside S3",
    ["gatewayPresigned", "stsPresigned"],
    (plan) => {
      plan.recipe.payload = () => "UNSIGNED-PAYLOAD";
    },
    { weight: 3 },
  ),
  fault(
    "post-query-as-body",
    "POST without body",
    ["query", "gateway"],
    (plan, r) => {
      plan.method = "POST";
      plan.body = Buffer.alloc(0);
      plan.headers = plan.headers.filter((p) => p[0] !== "Content-Type");
      plan.query = [
        ["Action", "ListQueues"],
        ["Marker", r.hex(4)],
        ["Version", "2012-11-05"],
      ];
      plan.recipe.query = () => "";
      plan.recipe.payload = () => sha256Hex(plan.query.map((p) => p.join("=")).join("&"));
    },
    { weight: 3 },
  ),
];

const methods = [
  ...faults("method-case", all, {
    "lower signed": (plan) => {
      plan.recipe.method = (m) => m.toLowerCase();
    },
    "capital signed": (plan) => {
      plan.recipe.method = (m) => m[0] + m.slice(1).toLowerCase();
    },
  }),
  fault(
    "method-head-get-rewritten",
    "HEAD became GET",
    ["s3Head"],
    (plan) => {
      plan.wire.push((message) => {
        message.method = "GET";
      });
    },
    { weight: 2 },
  ),
  fault("method-head-get-rewritten", "GET became HEAD", ["s3Get", "gateway"], (plan) => {
    if (plan.method !== "GET") return false;
    plan.wire.push((message) => {
      message.method = "HEAD";
    });
  }),
  ...["GET", "HEAD", "PUT", "POST", "DELETE", "OPTIONS"].map((method) =>
    fault(
      "presign-wrong-method",
      `sent as ${method}`,
      presignedShapes,
      (plan) => {
        if (plan.method === method) return false;
        plan.wire.push((message) => {
          message.method = method;
        });
      },
      { also: method === "HEAD" ? [["method-head-get-rewritten"]] : [] },
    ),
  ),
];

const token = [
  ...faults("token-misencoded", presignedShapes, {
    "raw in the canonical query": misencoded((t) => t),
    "encoded twice": misencoded((t) => encode(encode(t))),
    "plus as blank": misencoded((t) => encode(t).replaceAll("%2B", "%20")),
    "slash raw": misencoded((t) => encode(t, "/")),
  }),
];
function misencoded(form) {
  return (plan) => {
    if (!plan.token) return false;
    plan.recipe.query = (q) =>
      encodedQuery(q)
        .sort(byPair)
        .map(([k, v]) => (k === "X-Amz-Security-Token" ? `${k}=${form(plan.token)}` : `${k}=${v}`))
        .join("&");
  };
}

export const pathQueryFaults = [
  ...encodings,
  ...reserved,
  ...pluses,
  ...details,
  ...cut,
  ...prefixes,
  ...slashes,
  ...queries,
  ...added,
  ...mangled,
  ...payloads,
  ...methods,
  ...token,
].filter((one) => !one.skip);
