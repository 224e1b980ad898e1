// Faults of the host: signed under one name, sent under another.
import { fault, faults } from "./fault.mjs";
import { header, setHeader } from "./message.mjs";
import { s3Shapes, shapes } from "./shapes.mjs";

const all = Object.keys(shapes);
const aws = all.filter((name) => name !== "compatible");
const _otherAws = aws.filter((name) => !name.startsWith("s3"));

const signedHost = (change) => (plan, r) => {
  const wrong = change(plan.host, r, plan);
  if (wrong === false || wrong === plan.host) return false;
  plan.view.push((view) => setHeader(view, "Host", wrong));
};
const sentHost = (change) => (plan, r) => {
  const other = change(plan.host, r, plan);
  if (other === false || other === plan.host) return false;
  plan.wire.push((message) => setHeader(message, "Host", other));
};
const forwardedBy = (host, name) => (plan, r) => {
  const signed = plan.host;
  plan.wire.push((message) => {
    setHeader(message, "Host", host(r));
    setHeader(message, name, signed);
  });
};

const ports = [
  ...faults("host-port", aws, {
    ":443 signed": signedHost((h) => `${h}:443`),
    ":80 signed": signedHost((h) => `${h}:80`),
    ":443 sent": sentHost((h) => `${h}:443`),
  }),
  ...faults(
    "host-port",
    ["compatible"],
    {
      "port not signed": signedHost((h) => h.includes(":") && h.replace(/:\d+$/, "")),
      "port not sent": (plan, r) => {
        if (!/^(minio|storage)/.test(plan.host)) return false;
        if (!plan.host.includes(":")) plan.host += ":9000";
        return sentHost((h) => h.replace(/:\d+$/, ""))(plan, r);
      },
      ":80 signed": (plan, r) => {
        plan.host = "storage.example.org";
        return signedHost((h) => `${h}:80`)(plan, r);
      },
    },
    { weight: 3 },
  ),
];
const cased = (text) => text.replace(/(^|[.-])([a-z])/g, (_all_, a, b) => a + b.toUpperCase());
const letters = faults("host-case", aws, {
  "capitals signed": signedHost((h) => cased(h)),
  "all capitals signed": signedHost((h) => h.toUpperCase()),
  "capitals sent, lower signed": (plan, r) => {
    plan.host = cased(plan.host);
    return signedHost((h) => h.toLowerCase())(plan, r);
  },
});
const rewritten = faults(
  "host-rewritten-by-reverse-proxy",
  all,
  {
    "X-Forwarded-Host kept": forwardedBy(
      (r) => `${r.word()}-backend:${r.int(3000, 9000)}`,
      "X-Forwarded-Host",
    ),
    "X-Forwarded-Host kept, no port": forwardedBy((r) => `${r.word()}.svc.cluster.local`, "X-Forwarded-Host"),
    "X-Original-Host kept": forwardedBy((r) => `10.0.0.${r.int(1, 250)}`, "X-Original-Host"),
  },
  { also: [["host-cdn-or-custom-domain"]] },
);
const rewrittenPort = fault(
  "host-rewritten-by-reverse-proxy",
  "X-Forwarded-Host without its port",
  ["compatible"],
  (plan) => {
    plan.host = "minio.example.com:9000";
    plan.wire.push((message) => {
      setHeader(message, "Host", "minio");
      setHeader(message, "X-Forwarded-Host", "minio.example.com");
      setHeader(message, "X-Forwarded-Port", "9000");
    });
  },
  { weight: 3 },
);
const cdn = faults(
  "host-cdn-or-custom-domain",
  ["gateway", "s3Get"],
  {
    "viewer's host kept": (plan) => {
      const signed = plan.host;
      plan.wire.push((message) => {
        setHeader(message, "Host", "d111111abcdef8.cloudfront.net");
        setHeader(message, "X-Forwarded-Host", signed);
      });
    },
  },
  { also: [["host-rewritten-by-reverse-proxy"]], weight: 2 },
);

const tunnels = [
  ...faults(
    "host-tunnel-override",
    ["rest", "json", "query"],
    {
      "localhost and port signed": signedHost((_h, r) => `localhost:${r.pick([4566, 8080, 8443, 9200])}`),
      "localhost signed": signedHost(() => "localhost"),
      "127.0.0.1 signed": signedHost(() => "127.0.0.1"),
    },
    { also: [["host-rewritten-by-reverse-proxy"]] },
  ),
  ...faults(
    "host-tunnel-override",
    ["json", "query"],
    {
      "localhost sent, name signed": sentHost((_h, r) => `localhost:${r.pick([4566, 8443, 9443])}`),
    },
    { also: [["host-endpoint-differs"], ["host-rewritten-by-reverse-proxy"]] },
  ),
];
const ipv6 = faults(
  "host-ipv6",
  ["compatible"],
  {
    "brackets lost": (plan, r) => {
      plan.host = "[::1]:9000";
      return signedHost(() => "::1:9000")(plan, r);
    },
    "brackets and port lost": (plan, r) => {
      plan.host = "[fd00::12]:9000";
      return signedHost(() => "fd00::12")(plan, r);
    },
    "no port, brackets lost": (plan, r) => {
      plan.host = "[2001:db8::7]";
      return signedHost(() => "2001:db8::7")(plan, r);
    },
    "zone lost": (plan, r) => {
      plan.host = "[fe80::1%25eth0]:9000";
      return signedHost(() => "[fe80::1]:9000")(plan, r);
    },
  },
  { weight: 2 },
);
ipv6.push(
  fault(
    "host-ipv6",
    "port lost",
    ["compatible"],
    (plan, r) => {
      plan.host = "[::1]:9000";
      return signedHost(() => "[::1]")(plan, r);
    },
    { also: [["host-port"]] },
  ),
);

const s3Name = (change) => (h, _r, plan) => plan.region !== undefined && change(h, plan.region);
const endpoints = [
  ...faults("host-endpoint-differs", s3Shapes, {
    "global name signed": signedHost(
      s3Name((h, region) => h.includes(`s3.${region}.`) && h.replace(`s3.${region}.`, "s3.")),
    ),
    "dash name signed": signedHost(
      s3Name((h, region) => h.includes(`s3.${region}.`) && h.replace("s3.", "s3-")),
    ),
    "dual-stack name signed": signedHost(
      s3Name((h, region) => h.includes(`s3.${region}.`) && h.replace("s3.", "s3.dualstack.")),
    ),
    "dual-stack name sent": sentHost(
      s3Name((h, region) => h.includes(`s3.${region}.`) && h.replace("s3.", "s3.dualstack.")),
    ),
  }),
  ...faults(
    "host-endpoint-differs",
    ["queryGet", "query", "json"],
    {
      "global name signed": signedHost(
        (h, _r, plan) =>
          ["ec2", "sts", "sns", "sqs"].includes(plan.service) && h.replace(`.${plan.region}.`, "."),
      ),
      "FIPS name signed": signedHost(
        (h, _r, plan) =>
          ["kms", "sts", "ec2", "dynamodb"].includes(plan.service) && h.replace(/^[a-z0-9]+/, "$&-fips"),
      ),
      "FIPS name sent": sentHost(
        (h, _r, plan) => ["kms", "sts", "ec2"].includes(plan.service) && h.replace(/^[a-z0-9]+/, "$&-fips"),
      ),
    },
    { weight: 2 },
  ),
];

const styles = [
  ...faults("virtual-host-vs-path-style", s3Shapes, {
    "bucket signed in the path too": (plan) => {
      if (!plan.virtual) return false;
      plan.view.push((view) => {
        view.path = `/${plan.bucket}${view.path}`;
      });
    },
    "signed path style, sent virtual": (plan) => {
      if (!plan.virtual) return false;
      plan.view.push((view) => {
        view.path = `/${plan.bucket}${view.path}`;
        setHeader(view, "Host", header(view, "Host").slice(plan.bucket.length + 1));
      });
    },
    "signed virtual, sent path style": (plan) => {
      if (plan.virtual) return false;
      plan.view.push((view) => {
        view.path = view.path.slice(plan.bucket.length + 1) || "/";
        setHeader(view, "Host", `${plan.bucket}.${header(view, "Host")}`);
      });
    },
    "bucket left out of the signed path": (plan) => {
      if (plan.virtual) return false;
      plan.view.push((view) => {
        view.path = view.path.slice(plan.bucket.length + 1) || "/";
      });
    },
  }),
];
styles[3].also.push(["path-prefix-rewritten"]);
styles[0].also.push(["path-prefix-rewritten"]);

const redirects = fault(
  "redirect-followed-unsigned",
  "to the region of the bucket",
  ["s3Get", "s3Head", "s3PresignedGet"],
  (plan) => {
    if (!plan.virtual || plan.region === "us-east-1" || plan.region === "eu-west-1") return false;
    const { region } = plan;
    const bucket = plan.bucket;
    plan.host = `${bucket}.s3.amazonaws.com`;
    plan.region = "us-east-1";
    plan.scope = { ...plan.scope, region: "us-east-1" };
    plan.wire.push((message) => setHeader(message, "Host", `${bucket}.s3.${region}.amazonaws.com`));
  },
  {
    also: [
      ["host-endpoint-differs"],
      ["host-endpoint-differs", "scope-region-wrong"],
      ["redirect-followed-unsigned", "scope-region-wrong"],
    ],
    weight: 3,
  },
);

export const hostFaults = [
  ...ports,
  ...letters,
  ...rewritten,
  rewrittenPort,
  ...cdn,
  ...tunnels,
  ...ipv6,
  ...endpoints,
  ...styles,
  redirects,
];
