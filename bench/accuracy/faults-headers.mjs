// Faults of signed headers and of the host.
import { fault, faults } from "./fault.mjs";
import { addHeader, dropHeader, header, setHeader } from "./message.mjs";
import { headerShapes, presignedShapes, s3HeaderShapes, shapes } from "./shapes.mjs";
import { squeezed, utf8 } from "./signer.mjs";

const _all = Object.keys(shapes);
const contentShapes = ["json", "query", "rest", "s3Put", "s3Meta"];

/** What the client signed: another value of the header than the one it sent. */
const signedAs = (name, change) => (plan, r) => {
  let same = false;
  plan.view.push((view) => {
    const before = header(view, name);
    const after = typeof change === "function" ? change(before, r, plan) : change;
    if (after === undefined) dropHeader(view, name);
    else setHeader(view, name, after);
    same = before === after;
  });
  return !same;
};
/** What happened on the way: another value of the header than the one that was signed. */
const sentAs = (name, change) => (plan, r) => {
  plan.wire.push((message) => {
    const before = header(message, name);
    const after = typeof change === "function" ? change(before, r, plan) : change;
    if (after === undefined) dropHeader(message, name);
    else setHeader(message, name, after);
  });
};
const having = (name, value, then) => (plan, r) => {
  plan.headers = plan.headers.filter((pair) => pair[0].toLowerCase() !== name.toLowerCase());
  plan.headers.push([name, typeof value === "function" ? value(r, plan) : value]);
  plan.alsoSign = [...(plan.alsoSign ?? []), name.toLowerCase()];
  return then?.(plan, r);
};

const valueCase = [["header-value-case"]];
const notSent = [["signed-header-not-sent"]];
const contentType = [
  ...faults("content-type-changed", contentShapes, {
    "charset added": sentAs("Content-Type", (v) =>
      v.includes("charset") ? v.replace(/;.*/, "") : `${v}; charset=UTF-8`,
    ),
    "charset added, lower": sentAs("Content-Type", (v) =>
      v.includes("charset") ? v.replace(/;.*/, "") : `${v}; charset=utf-8`,
    ),
    "charset added, no blank": sentAs("Content-Type", (v) =>
      v.includes("charset") ? v.replace("; ", ";") : `${v};charset=UTF-8`,
    ),
    "charset removed": (plan, r) => {
      const type = plan.headers.find((pair) => pair[0] === "Content-Type");
      if (type[1].includes(";")) return false;
      type[1] += "; charset=utf-8";
      return sentAs("Content-Type", (v) => v.replace(/;.*/, ""))(plan, r);
    },
    "another type": sentAs("Content-Type", (v) =>
      v.startsWith("application/json") ? "application/x-www-form-urlencoded" : "application/json",
    ),
    "form type": sentAs("Content-Type", (v) =>
      v.startsWith("application/x-www") ? "text/plain" : "application/x-www-form-urlencoded; charset=UTF-8",
    ),
    "octet-stream": sentAs("Content-Type", (v) =>
      v === "application/octet-stream" ? "text/plain" : "application/octet-stream",
    ),
    "boundary added": having(
      "Content-Type",
      "multipart/form-data",
      sentAs("Content-Type", (v) => `${v}; boundary=----WebKitFormBoundary7MA4YWxkTrZu0gW`),
    ),
    "default type instead": (plan, r) =>
      ["json", "rest"].includes(plan.dialect) &&
      sentAs("Content-Type", "application/x-www-form-urlencoded")(plan, r),
    "set twice": (plan) => {
      plan.wire.push((message) => addHeader(message, "Content-Type", "application/octet-stream"));
    },
  }),
  ...faults(
    "content-type-changed",
    contentShapes,
    {
      "charset upper-cased": (plan, r) => {
        const type = plan.headers.find((pair) => pair[0] === "Content-Type");
        type[1] = `${type[1].replace(/;.*/, "")}; charset=utf-8`;
        return sentAs("Content-Type", (v) => v.replace("utf-8", "UTF-8"))(plan, r);
      },
    },
    { also: valueCase },
  ),
  ...faults(
    "content-type-changed",
    ["s3Put"],
    {
      dropped: (plan, r) => {
        plan.headers.find((pair) => pair[0] === "Content-Type")[1] = r.pick([
          "application/json",
          "application/octet-stream",
          "text/plain",
        ]);
        return sentAs("Content-Type", undefined)(plan, r);
      },
    },
    { also: notSent },
  ),
];

const encodings = faults("accept-encoding-rewritten", headerShapes, {
  "gzip(gfe) added": having("Accept-Encoding", "identity", sentAs("Accept-Encoding", "identity,gzip(gfe)")),
  "gzip to gzip, br": having("Accept-Encoding", "gzip", sentAs("Accept-Encoding", "gzip, br")),
  "identity to gzip, br": having("Accept-Encoding", "identity", sentAs("Accept-Encoding", "gzip, br")),
  "identity to gzip": having("Accept-Encoding", "identity", sentAs("Accept-Encoding", "gzip")),
  "identity to gzip, deflate, br": having(
    "Accept-Encoding",
    "identity",
    sentAs("Accept-Encoding", "gzip, deflate, br"),
  ),
  "gzip to gzip, deflate": having("Accept-Encoding", "gzip", sentAs("Accept-Encoding", "gzip, deflate")),
  "identity added": having(
    "Accept-Encoding",
    "gzip, identity",
    sentAs("Accept-Encoding", "gzip, identity, identity"),
  ),
  "amz-sdk to gzip": having(
    "Accept-Encoding",
    "amz-sdk-request,gzip",
    sentAs("Accept-Encoding", "amz-sdk-request,gzip,gzip(gfe)"),
  ),
  "zstd added": having(
    "Accept-Encoding",
    "gzip, deflate, br",
    sentAs("Accept-Encoding", "gzip, deflate, br, zstd"),
  ),
});
const encodingDropped = fault(
  "accept-encoding-rewritten",
  "dropped",
  headerShapes,
  having("Accept-Encoding", (r) => r.pick(["identity", "gzip"]), sentAs("Accept-Encoding", undefined)),
  { also: notSent },
);

const traceId = (r) => `Root=1-${r.hex(8)}-${r.hex(24)}`;
const traces = faults(
  "trace-header-rewritten",
  headerShapes,
  {
    "Self added by a balancer": having(
      "X-Amzn-Trace-Id",
      traceId,
      sentAs("X-Amzn-Trace-Id", (v, r) => `Self=1-${r.hex(8)}-${r.hex(24)};${v}`),
    ),
    "Parent and Sampled added": having(
      "X-Amzn-Trace-Id",
      traceId,
      sentAs("X-Amzn-Trace-Id", (v, r) => `${v};Parent=${r.hex(16)};Sampled=1`),
    ),
    "second traceparent": having(
      "traceparent",
      (r) => `00-${r.hex(32)}-${r.hex(16)}-01`,
      (plan, r) => {
        plan.wire.push((message) => addHeader(message, "traceparent", `00-${r.hex(32)}-${r.hex(16)}-01`));
      },
    ),
  },
  { also: [["header-duplicate-merge"]] },
);

const ranges = [
  ...faults(
    "range-header-rewritten",
    ["s3Get", "s3Head", "compatible"],
    {
      "widened to the whole": having("Range", "bytes=0-", sentAs("Range", undefined)),
      dropped: having("Range", (r) => `bytes=${r.int(0, 9)}-${r.int(100, 999)}`, sentAs("Range", undefined)),
    },
    { also: notSent },
  ),
  ...faults("range-header-rewritten", ["s3Get", "compatible"], {
    "end removed": having("Range", "bytes=0-1023", (plan, r) => sentAs("Range", "bytes=0-")(plan, r)),
    "signed empty": having("Range", (r) => `bytes=0-${r.int(10, 999)}`, signedAs("Range", "")),
    "signed without": (plan, r) => {
      plan.headers.push(["Range", `bytes=0-${r.int(10, 999)}`]);
      plan.alsoSign = [...(plan.alsoSign ?? []), "range"];
      plan.recipe.block = (lines) => lines.filter((line) => line[0] !== "range");
    },
  }),
];

const lengths = [
  ...faults("content-length-signed-and-dropped", contentShapes, {
    "signed as 0": (plan, r) => {
      plan.alsoSign = [...(plan.alsoSign ?? []), "content-length"];
      return signedAs("Content-Length", "0")(plan, r);
    },
    "signed empty": (plan, r) => {
      plan.alsoSign = [...(plan.alsoSign ?? []), "content-length"];
      return signedAs("Content-Length", "")(plan, r);
    },
  }),
  fault(
    "content-length-signed-and-dropped",
    "dropped from a GET",
    ["s3Get", "gateway"],
    (plan, r) => {
      if (plan.method !== "GET") return false;
      plan.lengthHeader = true;
      plan.alsoSign = [...(plan.alsoSign ?? []), "content-length"];
      return sentAs("Content-Length", undefined)(plan, r);
    },
    { also: notSent },
  ),
];

const hops = [
  ...faults("hop-by-hop-signed", headerShapes, {
    "connection, keep-alive to close": having("Connection", "keep-alive", sentAs("Connection", "close")),
    "connection, close to keep-alive": having("Connection", "close", sentAs("Connection", "keep-alive")),
    "te changed": having("TE", "trailers", sentAs("TE", "")),
  }),
  ...faults(
    "hop-by-hop-signed",
    headerShapes,
    {
      "connection, case": having("Connection", "keep-alive", sentAs("Connection", "Keep-Alive")),
    },
    { also: valueCase },
  ),
  ...faults(
    "hop-by-hop-signed",
    headerShapes,
    {
      "connection dropped": having("Connection", "keep-alive", sentAs("Connection", undefined)),
      "te dropped": having("TE", "trailers", sentAs("TE", undefined)),
      "keep-alive dropped": having("Keep-Alive", "timeout=5", sentAs("Keep-Alive", undefined)),
      "proxy-connection dropped": having(
        "Proxy-Connection",
        "keep-alive",
        sentAs("Proxy-Connection", undefined),
      ),
      "transfer-encoding dropped": having(
        "Transfer-Encoding",
        "chunked",
        sentAs("Transfer-Encoding", undefined),
      ),
    },
    { also: notSent },
  ),
];

const userAgents = [
  ...faults("user-agent-rewritten", headerShapes, {
    "suffix added": having(
      "User-Agent",
      "my-app/1.2",
      sentAs("User-Agent", (v) => `${v} proxy/4.1`),
    ),
    "prefix added": having(
      "User-Agent",
      "my-app/1.2",
      sentAs("User-Agent", (v) => `aws-cli/2.15.0 ${v}`),
    ),
    "suffix in brackets added": having(
      "User-Agent",
      "aws-sdk-java/2.21.0",
      sentAs("User-Agent", (v) => `${v} (Security Agent; build 7)`),
    ),
    "signed empty": having("User-Agent", "okhttp/4.12.0", signedAs("User-Agent", "")),
  }),
];

const forwarded = [
  ...faults("proxy-headers-signed", headerShapes, {
    "x-forwarded-for grew": having(
      "X-Forwarded-For",
      (r) => `203.0.113.${r.int(1, 254)}`,
      sentAs("X-Forwarded-For", (v, r) => `${v}, 10.0.0.${r.int(1, 254)}`),
    ),
    "x-forwarded-for grew, no blank": having(
      "X-Forwarded-For",
      "198.51.100.7",
      sentAs("X-Forwarded-For", (v) => `${v},172.16.4.2`),
    ),
    "via grew": having("Via", "1.1 edge", sentAs("Via", "1.1 edge, 1.1 inner")),
    "x-forwarded-proto": having("X-Forwarded-Proto", "https", sentAs("X-Forwarded-Proto", "http")),
    "x-forwarded-port": having("X-Forwarded-Port", "443", sentAs("X-Forwarded-Port", "80")),
  }),
  ...faults(
    "proxy-headers-signed",
    headerShapes,
    {
      "cf-ray dropped": having("CF-Ray", (r) => `${r.hex(16)}-FRA`, sentAs("CF-Ray", undefined)),
      "x-real-ip dropped": having("X-Real-IP", "10.1.2.3", sentAs("X-Real-IP", undefined)),
      "via dropped": having("Via", "1.1 vegur", sentAs("Via", undefined)),
    },
    { also: notSent },
  ),
];

const expects = [
  ...faults(
    "expect-header",
    ["s3Put", "s3Meta", "rest"],
    {
      dropped: having("Expect", "100-continue", sentAs("Expect", undefined)),
    },
    { also: notSent },
  ),
  ...faults(
    "expect-header",
    ["s3Put", "s3Meta", "rest"],
    {
      "its case": having("Expect", "100-continue", sentAs("Expect", "100-Continue")),
    },
    { also: valueCase },
  ),
];

const unsigned = [
  ...[
    "x-amz-acl",
    "x-amz-meta-note",
    "x-amz-storage-class",
    "x-amz-server-side-encryption",
    "x-amz-tagging",
  ].map((name) =>
    fault(
      "required-header-unsigned",
      name,
      s3HeaderShapes,
      (plan, r) => {
        plan.headers = plan.headers.filter((pair) => pair[0] !== name);
        plan.headers.push([
          name,
          {
            "x-amz-acl": "private",
            "x-amz-server-side-encryption": "AES256",
            "x-amz-storage-class": "STANDARD",
          }[name] ?? r.word(),
        ]);
        plan.notSigned = [...(plan.notSigned ?? []), name];
      },
      { verdict: ["valid"] },
    ),
  ),
  fault(
    "required-header-unsigned",
    "x-amz-date",
    s3HeaderShapes,
    (plan) => {
      plan.notSigned = [...(plan.notSigned ?? []), "x-amz-date"];
    },
    { verdict: ["valid"] },
  ),
  fault(
    "required-header-unsigned",
    "added behind the signature",
    s3HeaderShapes,
    (plan, r) => {
      plan.wire.push((message) => addHeader(message, "x-amz-meta-added", r.word()));
    },
    { verdict: ["valid"] },
  ),
  fault(
    "host-not-signed",
    "left out",
    headerShapes,
    (plan) => {
      plan.notSigned = [...(plan.notSigned ?? []), "host"];
    },
    { verdict: null },
  ),
  fault(
    "host-not-signed",
    "left out of a presigned URL",
    presignedShapes,
    (plan) => {
      plan.alsoSign = [...(plan.alsoSign ?? []), "x-amz-meta-a"];
      plan.headers.push(["x-amz-meta-a", "b"]);
      plan.notSigned = [...(plan.notSigned ?? []), "host"];
    },
    { verdict: null },
  ),
];

const resent = (name, value) => (plan, r) => {
  plan.headers.push([name, typeof value === "function" ? value(r) : value]);
  plan.alsoSign = [...(plan.alsoSign ?? []), name.toLowerCase()];
  return sentAs(name, undefined)(plan, r);
};
const presignHeaders = [
  ...Object.entries({
    "Content-Type": (r) =>
      r.pick([
        "image/png",
        "image/jpeg",
        "application/json",
        "application/octet-stream",
        "text/plain",
        "video/mp4",
      ]),
    "x-amz-acl": (r) => r.pick(["private", "public-read"]),
    "Cache-Control": (r) => r.pick(["no-cache", "max-age=31536000"]),
    "Content-MD5": (r) => Buffer.from(r.hex(16)).toString("base64"),
    "x-amz-meta-user": (r) => r.word(),
    "x-amz-server-side-encryption": "AES256",
    Range: (r) => `bytes=0-${r.int(10, 4000)}`,
    "If-Match": (r) => `"${r.hex(32)}"`,
  }).map(([name, value]) =>
    fault("presign-header-not-resent", name, ["s3PresignedPut", "s3PresignedGet"], resent(name, value), {
      also:
        name === "Content-Type"
          ? [["content-type-changed"]]
          : name === "Range"
            ? [["range-header-rewritten"]]
            : [],
    }),
  ),
  fault(
    "presign-header-not-resent",
    "another content type is sent",
    ["s3PresignedPut"],
    (plan, r) => {
      plan.headers.push(["Content-Type", "image/jpeg"]);
      plan.alsoSign = [...(plan.alsoSign ?? []), "content-type"];
      return sentAs(
        "Content-Type",
        r.pick(["application/x-www-form-urlencoded", "application/octet-stream"]),
      )(plan, r);
    },
    { first: ["content-type-changed"], also: [["presign-header-not-resent"]] },
  ),
];
const missing = faults("signed-header-not-sent", headerShapes, {
  "x-amz-meta": resent("x-amz-meta-owner2", (r) => r.word()),
  "x-custom": resent("x-custom-trace", (r) => r.hex(6)),
  "x-amz-client": resent("x-amz-client-request", (r) => r.hex(8)),
  accept: (plan, r) => {
    plan.headers = plan.headers.filter((pair) => pair[0] !== "Accept");
    return resent("Accept", "application/json")(plan, r);
  },
});

const orders = [
  ...faults(
    "header-order-unsorted",
    headerShapes,
    {
      "as sent, in the lines only": (plan) => {
        plan.recipe.block = (lines, message) => asSent(lines, message, (n) => n);
        plan.mustDiffer = true;
      },
      "capitals first, in the lines only": (plan) => {
        plan.recipe.block = (lines, message) =>
          asSent(lines, message, (n) => n).sort((a, b) =>
            typed(message, a[0]) < typed(message, b[0]) ? -1 : 1,
          );
        plan.mustDiffer = true;
      },
      "as sent, lines and list": (plan) => {
        plan.recipe.block = (lines, message) => {
          plan.listedNames = asSent(lines, message).map((line) => line[0]);
          return asSent(lines, message);
        };
        plan.recipe.signedLine = () => plan.listedNames.join(";");
        plan.mustDiffer = true;
      },
      "as inserted, lines and list": (plan, r) => {
        let order;
        plan.recipe.names = (names) => {
          order = differently(
            names.map((n) => [n]),
            r,
          ).map((n) => n[0]);
          plan.listedNames = order;
          return order;
        };
      },
    },
    { verdict: null },
  ),
  fault(
    "header-order-unsorted",
    "sorted as name:value",
    s3HeaderShapes,
    (plan) => {
      plan.headers.push(
        ["x-amz-server-side-encryption", "aws:kms"],
        ["x-amz-server-side-encryption-aws-kms-key-id", "alias/main"],
      );
      plan.recipe.block = (lines) =>
        [...lines].sort((a, b) => (`${a[0]}:${a[1]}` < `${b[0]}:${b[1]}` ? -1 : 1));
    },
    { weight: 2 },
  ),
];
const typed = (message, name) => message.headers.find((pair) => pair[0].toLowerCase() === name)?.[0] ?? name;
function asSent(lines, message) {
  const place = (name) => message.headers.findIndex((pair) => pair[0].toLowerCase() === name);
  return [...lines].sort((a, b) => place(a[0]) - place(b[0]));
}
function differently(lines, r) {
  const sorted = lines.map(String).join("\n");
  for (let i = 0; i < 20; i++) {
    const order = r.shuffled(lines);
    if (order.map(String).join("\n") !== sorted) return order;
  }
  return [...lines].reverse();
}

const spaces = faults("header-value-whitespace", headerShapes, {
  "run of blanks kept": having("x-amz-meta-title", (r) => `${r.word()}   ${r.word()}`, raw),
  "two blanks kept in the agent": having("User-Agent", "app/1.0 Sep  1 2015", raw),
  "blank behind kept": having("x-amz-meta-title", (r) => `${r.word()} `, raw),
  "blank before kept": having("x-amz-meta-title", (r) => ` ${r.word()}`, raw),
  "runs kept, ends trimmed": having(
    "x-amz-meta-title",
    (r) => `${r.word()}    ${r.word()}`,
    (plan) => {
      plan.recipe.headerValue = (v) => v.replace(/^[ \t]+|[ \t]+$/g, "");
    },
  ),
  "quoted kept": having(
    "x-amz-meta-title",
    (r) => `"${r.word()}   ${r.word()}"`,
    (plan) => {
      plan.recipe.headerValue = (v) => (v.startsWith('"') ? v : squeezed(v));
    },
  ),
  "all blanks removed": having(
    "x-amz-meta-title",
    (r) => `${r.word()} ${r.word()}`,
    (plan) => {
      plan.recipe.headerValue = (v, name) =>
        name === "x-amz-meta-title" ? v.replaceAll(" ", "") : squeezed(v);
    },
  ),
});
function raw(plan) {
  plan.recipe.headerValue = (value) => value;
}

const cases = faults("header-value-case", headerShapes, {
  "value lower-cased by the signer": having(
    "x-amz-meta-title",
    (r) => `Big ${r.word().toUpperCase()}`,
    signedAs("x-amz-meta-title", (v) => v.toLowerCase()),
  ),
  "value upper-cased on the way": having(
    "x-amz-meta-mode",
    (r) => r.word(),
    sentAs("x-amz-meta-mode", (v) => v.toUpperCase()),
  ),
  "accept lower-cased": having(
    "Accept",
    "Application/JSON",
    signedAs("Accept", (v) => v.toLowerCase()),
  ),
});

const twice = (join) => (plan, r) => {
  plan.headers.push(["x-amz-meta-tag", r.word()], ["x-amz-meta-tag", `${r.word()}2`]);
  plan.recipe.block = (lines, message) =>
    lines.map(([name, value]) =>
      name === "x-amz-meta-tag"
        ? [name, join(message.headers.filter((p) => p[0] === name).map((p) => p[1]))]
        : [name, value],
    );
};
const merges = faults("header-duplicate-merge", headerShapes, {
  "joined with a blank": twice((v) => v.join(", ")),
  "the first only": twice((v) => v[0]),
  "the last only": twice((v) => v.at(-1)),
  sorted: twice((v) => (v[0] > v[1] ? [...v].sort() : [...v].reverse()).join(",")),
  "joined with a semicolon": twice((v) => v.join(";")),
});
merges.push(
  fault(
    "header-duplicate-merge",
    "value doubled",
    headerShapes,
    having(
      "x-amz-meta-tag",
      (r) => r.word(),
      sentAs("x-amz-meta-tag", (v) => `${v},${v}`),
    ),
  ),
);

const title = "Résumé Größe";
const meta = "x-amz-meta-title";
const nonAscii = faults("header-non-ascii", s3HeaderShapes, {
  "signed UTF-8, sent Latin-1": having(meta, title, signedAs(meta, utf8(title))),
  "signed Latin-1, sent UTF-8": having(meta, utf8(title), signedAs(meta, title)),
  "signed twice encoded": having(meta, utf8(title), signedAs(meta, utf8(utf8(title)))),
  "signed percent-encoded": having(meta, utf8(title), signedAs(meta, encodeURIComponent(title))),
  "sent as RFC 2047": having(
    meta,
    utf8(title),
    sentAs(meta, `=?UTF-8?B?${Buffer.from(title).toString("base64")}?=`),
  ),
  "sent percent-encoded": having(meta, utf8(title), sentAs(meta, encodeURIComponent(title))),
});

const corrupt = [
  fault(
    "header-name-corrupt",
    "vertical tab",
    s3HeaderShapes,
    (plan) => {
      plan.headers.push(["x-amz-meta-a\x0b", "1"]);
    },
    { verdict: null },
  ),
  fault(
    "header-name-corrupt",
    "zero-width blank",
    s3HeaderShapes,
    (plan) => {
      plan.headers.push([`x-amz-meta-a${utf8("\u200b")}`, "1"]);
    },
    { verdict: null },
  ),
  fault(
    "header-underscore-dropped",
    "dropped on the way",
    headerShapes,
    resent("x_request_id", (r) => r.hex(8)),
    { also: notSent },
  ),
  fault(
    "header-underscore-dropped",
    "meta dropped on the way",
    s3HeaderShapes,
    resent("x-amz-meta-my_key", (r) => r.hex(4)),
    { also: notSent },
  ),
];

export const headerFaults = [
  ...contentType,
  ...encodings,
  encodingDropped,
  ...traces,
  ...ranges,
  ...lengths,
  ...hops,
  ...userAgents,
  ...forwarded,
  ...expects,
  ...unsigned,
  ...presignHeaders,
  ...missing,
  ...orders,
  ...spaces,
  ...cases,
  ...merges,
  ...nonAscii,
  ...corrupt,
];
export { having };
