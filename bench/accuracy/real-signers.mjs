// Requests signed by signers that others wrote: botocore, smithy, aws4, aws4fetch, curl; and one in Go with its standard library.
// A signer that is not installed is left out.
import { execFile, spawnSync } from "node:child_process";
import { createHash, createHmac } from "node:crypto";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { basicTime, bucketOf, credentialSets, jsonBody, keyText, nows, regions, tokenOf } from "./shapes.mjs";

const here = (name) => fileURLToPath(new URL(`./signers/${name}`, import.meta.url));
/** Where aws4 and aws4fetch may be installed beside this repository: a folder that has node_modules. */
const modules = process.env.COUNTERSIGN_BENCH_MODULES;
const beside = modules ? createRequire(`${modules}/package.json`) : null;
const found = (name) => {
  try {
    return beside?.(name) ?? null;
  } catch {
    return null;
  }
};

/** What is asked for, before any signer has seen it. */
function job(r) {
  const set = r.pick(credentialSets);
  const now = r.pick(nows);
  const region = r.pick(regions);
  const bucket = bucketOf(r);
  const s3 = `${bucket}.s3.${region}.amazonaws.com`;
  const body = jsonBody(r);
  const json = (target, version) => [
    ["Content-Type", `application/x-amz-json-${version}`],
    ["X-Amz-Target", target],
  ];
  const forms = [
    { service: "s3", method: "GET", url: `https://${s3}/${keyText(r)}` },
    { service: "s3", method: "GET", url: `https://${s3}/${r.word()}%20(${r.int(1, 9)}).txt` },
    { service: "s3", method: "GET", url: `https://${s3}/?list-type=2&prefix=${r.word()}%2F&delimiter=%2F` },
    {
      service: "s3",
      method: "PUT",
      url: `https://${s3}/${keyText(r)}`,
      headers: [["Content-Type", "text/plain"]],
      body: Buffer.from(r.hex(30)),
    },
    {
      service: "s3",
      method: "PUT",
      url: `https://${s3}/${keyText(r)}?tagging=`,
      headers: [
        ["Content-Type", "application/xml"],
        ["x-amz-acl", "private"],
      ],
      body: Buffer.from("<Tagging/>"),
    },
    { service: "s3", method: "DELETE", url: `https://s3.${region}.amazonaws.com/${bucket}/${keyText(r)}` },
    {
      service: "dynamodb",
      method: "POST",
      url: `https://dynamodb.${region}.amazonaws.com/`,
      headers: json("DynamoDB_20120810.Query", "1.0"),
      body,
    },
    {
      service: "kms",
      method: "POST",
      url: `https://kms.${region}.amazonaws.com/`,
      headers: json("TrentService.Decrypt", "1.1"),
      body,
    },
    {
      service: "sts",
      method: "POST",
      url: `https://sts.${region}.amazonaws.com/`,
      headers: [["Content-Type", "application/x-www-form-urlencoded; charset=utf-8"]],
      body: Buffer.from(`Action=GetCallerIdentity&Version=2011-06-15&Seq=${r.hex(4)}`),
    },
    {
      service: "lambda",
      method: "POST",
      url: `https://lambda.${region}.amazonaws.com/2015-03-31/functions/${r.word()}-${r.word()}/invocations`,
      headers: [["Content-Type", "application/json"]],
      body,
    },
    {
      service: "execute-api",
      method: "GET",
      url: `https://${r.hex(10)}.execute-api.${region}.amazonaws.com/prod/${r.word()}?limit=${r.int(1, 9)}&cursor=${r.hex(4)}`,
    },
    {
      service: "execute-api",
      method: "POST",
      url: `https://${r.hex(10)}.execute-api.${region}.amazonaws.com/v1/${r.word()}`,
      headers: [["Content-Type", "application/json"]],
      body,
    },
    {
      service: "es",
      method: "POST",
      url: `https://search-${r.word()}-${r.hex(8)}.${region}.es.amazonaws.com/${r.word()}/_search`,
      headers: [["Content-Type", "application/json"]],
      body,
    },
    {
      service: "ec2",
      method: "GET",
      url: `https://ec2.${region}.amazonaws.com/?Action=DescribeInstances&Version=2016-11-15&MaxResults=${r.int(5, 99)}`,
    },
  ];
  const chosen = r.pick(forms);
  const time = basicTime(Date.parse(now) - r.int(1, 50) * 1000);
  return {
    headers: [],
    body: Buffer.alloc(0),
    ...chosen,
    region,
    now,
    time,
    keyId: set.keyId,
    secret: set.secret,
    token: set.token ? tokenOf(set.keyId) : undefined,
  };
}

const message = (one, url, headers, body = one.body) => {
  const at = url.indexOf("/", 8);
  const [path, query = ""] =
    at < 0 ? ["/"] : [url.slice(at).split("?")[0], url.split("?").slice(1).join("?")];
  return {
    method: one.method,
    path,
    query:
      query === ""
        ? []
        : query
            .split("&")
            .map((pair) =>
              pair.includes("=")
                ? [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)]
                : [pair, null],
            ),
    headers,
    body,
  };
};
const complete = (one, headers) => {
  const host = new URL(one.url).host;
  const named = headers.some((pair) => pair[0].toLowerCase() === "host")
    ? headers
    : [["Host", host], ...headers];
  const sized = one.body.length === 0 || named.some((pair) => pair[0].toLowerCase() === "content-length");
  return sized ? named : [...named, ["Content-Length", String(one.body.length)]];
};

function parsed(bytes, one) {
  const end = bytes.indexOf("\r\n\r\n");
  const [first, ...lines] = bytes.subarray(0, end).toString("latin1").split("\r\n");
  const headers = lines.map((text) => [
    text.slice(0, text.indexOf(":")),
    text.slice(text.indexOf(":") + 1).trim(),
  ]);
  const target = first.split(" ")[1];
  return message(one, `https://x${target}`, headers, bytes.subarray(end + 4));
}

const plain = (one, presigned) => ({ ...one, presigned, body: one.body.toString("base64") });
const viaProcess = (command, args, jobs) => {
  const run = spawnSync(command, args, { input: JSON.stringify(jobs), encoding: "utf8", maxBuffer: 1 << 28 });
  return run.status === 0 ? JSON.parse(run.stdout) : null;
};

function botocore(jobs, presigned) {
  const out = viaProcess(
    "/usr/bin/python3",
    [here("botocore_signer.py")],
    jobs.map((one) => plain(one, presigned)),
  );
  return out?.map((each, i) => message(jobs[i], each.url, complete(jobs[i], each.headers))) ?? [];
}

function go(jobs) {
  const given = jobs.map((one) => ({ ...plain(one, false), token: one.token ?? "" }));
  return (
    viaProcess("/usr/bin/go", ["run", here("signer.go")], given)?.map((text, i) =>
      parsed(Buffer.from(text, "base64"), jobs[i]),
    ) ?? []
  );
}

/** The hash that the smithy signer asks for, on node:crypto. */
class Sha256 {
  constructor(key) {
    this.hash = key ? createHmac("sha256", Buffer.from(key)) : createHash("sha256");
  }
  update(data) {
    this.hash.update(
      typeof data === "string"
        ? data
        : Buffer.from(data.buffer ?? data, data.byteOffset ?? 0, data.byteLength),
    );
  }
  digest() {
    return Promise.resolve(new Uint8Array(this.hash.digest()));
  }
}

async function smithy(jobs, presigned) {
  const { SignatureV4 } = await import("@smithy/signature-v4");
  return Promise.all(
    jobs.map(async (one) => {
      const url = new URL(one.url);
      const s3 = one.service === "s3";
      const signer = new SignatureV4({
        service: one.service,
        region: one.region,
        sha256: Sha256,
        uriEscapePath: !s3,
        credentials: {
          accessKeyId: one.keyId,
          secretAccessKey: one.secret,
          ...(one.token ? { sessionToken: one.token } : {}),
        },
      });
      const query = {};
      for (const [name, value] of url.searchParams) query[name] = value;
      const request = {
        method: one.method,
        protocol: "https:",
        hostname: url.host,
        path: url.pathname,
        query,
        headers: { host: url.host, ...Object.fromEntries(one.headers) },
        body: one.body.length > 0 ? one.body : undefined,
      };
      const date = new Date(one.time.replace(/(....)(..)(..)T(..)(..)(..)Z/, "$1-$2-$3T$4:$5:$6Z"));
      const signed = presigned
        ? await signer.presign(request, { signingDate: date, expiresIn: 900 })
        : await signer.sign(request, { signingDate: date });
      const escaped = (text) =>
        encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
      const text = Object.entries(signed.query)
        .map(([name, value]) => `${escaped(name)}=${escaped(value)}`)
        .join("&");
      return message(
        one,
        `https://${url.host}${signed.path}${text ? `?${text}` : ""}`,
        complete(one, Object.entries(signed.headers)),
      );
    }),
  );
}

function aws4(jobs) {
  const signer = found("aws4");
  if (!signer) return [];
  return jobs.map((one) => {
    const url = new URL(one.url);
    const request = {
      host: url.host,
      path: url.pathname + url.search,
      method: one.method,
      service: one.service,
      region: one.region,
      headers: { ...Object.fromEntries(one.headers), "X-Amz-Date": one.time },
      ...(one.body.length > 0 ? { body: one.body } : {}),
    };
    const out = signer.sign(request, {
      accessKeyId: one.keyId,
      secretAccessKey: one.secret,
      ...(one.token ? { sessionToken: one.token } : {}),
    });
    return message(
      one,
      `https://${url.host}${out.path}`,
      complete(
        one,
        Object.entries(out.headers).map(([n, v]) => [n, String(v)]),
      ),
    );
  });
}

async function aws4fetch(jobs) {
  const library = found("aws4fetch");
  if (!library) return [];
  return Promise.all(
    jobs.map(async (one) => {
      const client = new library.AwsClient({
        accessKeyId: one.keyId,
        secretAccessKey: one.secret,
        sessionToken: one.token,
        service: one.service,
        region: one.region,
      });
      const request = await client.sign(one.url, {
        method: one.method,
        headers: Object.fromEntries(one.headers),
        ...(one.body.length > 0 ? { body: one.body } : {}),
        aws: { datetime: one.time },
      });
      return message(one, request.url, complete(one, [...request.headers]));
    }),
  );
}

/** curl is asked to call a listener on loopback that keeps the bytes. */
async function curl(jobs) {
  let bytes = [];
  const listener = createServer((socket) => {
    socket.on("data", (part) => {
      bytes.push(part);
      const all = Buffer.concat(bytes);
      const end = all.indexOf("\r\n\r\n");
      const length = Number(
        /content-length: (\d+)/i.exec(all.subarray(0, Math.max(end, 0)).toString())?.[1] ?? 0,
      );
      if (end >= 0 && all.length >= end + 4 + length)
        socket.end("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    });
  });
  await new Promise((resolve) => listener.listen(0, "127.0.0.1", resolve));
  const out = [];
  let last = "";
  for (const one of jobs) {
    bytes = [];
    const own = [...one.headers, ...(one.token ? [["X-Amz-Security-Token", one.token]] : [])];
    if (one.service === "s3")
      own.push(["X-Amz-Content-Sha256", createHash("sha256").update(one.body).digest("hex")]);
    const args = [
      "-sS",
      "--max-time",
      "5",
      "--path-as-is",
      "-X",
      one.method,
      "--aws-sigv4",
      `aws:amz:${one.region}:${one.service}`,
      "--user",
      `${one.keyId}:${one.secret}`,
      "--connect-to",
      `::127.0.0.1:${listener.address().port}`,
      ...own.flatMap(([n, v]) => ["-H", `${n}: ${v}`]),
      ...(one.body.length > 0 ? ["--data-binary", one.body.toString("latin1")] : []),
      one.url.replace("https:", "http:"),
    ];
    try {
      await promisify(execFile)("curl", args, { env: {} });
    } catch {
      out.push(null);
      continue;
    }
    const made = parsed(Buffer.concat(bytes), one);
    const date = made.headers.find((pair) => pair[0].toLowerCase() === "x-amz-date")[1];
    last = date > last ? date : last;
    out.push(made);
  }
  listener.close();
  const now = last.replace(/(....)(..)(..)T(..)(..)(..)Z/, "$1-$2-$3T$4:$5:$6Z");
  for (const one of jobs) one.now = now;
  return out;
}

const signers = {
  botocore: (jobs) => botocore(jobs, false),
  "botocore presigned": (jobs) =>
    botocore(
      jobs.filter((one) => one.body.length === 0),
      true,
    ),
  smithy: (jobs) => smithy(jobs, false),
  "smithy presigned": (jobs) =>
    smithy(
      jobs.filter((one) => one.body.length === 0),
      true,
    ),
  aws4,
  aws4fetch,
  curl,
  go,
};

/** `count` requests of every signer that is there, each with the job that it was signed for. */
export async function realRequests(r, count) {
  const out = [];
  for (const [signer, sign] of Object.entries(signers)) {
    const jobs = Array.from({ length: count }, () => job(r));
    const used = signer.endsWith("presigned") ? jobs.filter((one) => one.body.length === 0) : jobs;
    const messages = await sign(used);
    for (const [i, made] of messages.entries()) if (made) out.push({ signer, job: used[i], message: made });
  }
  return out;
}
