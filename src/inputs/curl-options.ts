// The options of curl that tell something of the request, and those that only take an argument along.

/** What an option does to the request; null: nothing, but it takes an argument. */
export type CurlOption =
  | "header"
  | "data"
  | "data-raw"
  | "data-binary"
  | "data-urlencode"
  | "json"
  | "method"
  | "user"
  | "user-agent"
  | "referer"
  | "cookie"
  | "range"
  | "get"
  | "head"
  | "url"
  | "aws-sigv4"
  | "form"
  | "upload"
  | "compressed"
  | "argument"
  | "flag";

/** Options by their long name. Every other long option is taken for a flag. */
export const longOptions: Readonly<Record<string, CurlOption>> = {
  header: "header",
  data: "data",
  "data-ascii": "data",
  "data-raw": "data-raw",
  "data-binary": "data-binary",
  "data-urlencode": "data-urlencode",
  json: "json",
  request: "method",
  user: "user",
  "user-agent": "user-agent",
  referer: "referer",
  cookie: "cookie",
  range: "range",
  get: "get",
  head: "head",
  url: "url",
  "aws-sigv4": "aws-sigv4",
  form: "form",
  "form-string": "form",
  "upload-file": "upload",
  compressed: "compressed",
  ...takingArgument(),
};

/** Options by their letter. Every other letter is taken for a flag. */
export const shortOptions: Readonly<Record<string, CurlOption>> = {
  H: "header",
  d: "data",
  X: "method",
  u: "user",
  A: "user-agent",
  e: "referer",
  b: "cookie",
  r: "range",
  G: "get",
  I: "head",
  F: "form",
  T: "upload",
  ...Object.fromEntries([..."oCDEKPQUYtmwxycz"].map((letter) => [letter, "argument" as const])),
};

function takingArgument(): Record<string, CurlOption> {
  const names =
    "output max-time connect-timeout write-out proxy proxy-user cacert capath cert cert-type key key-type pass ciphers resolve connect-to retry retry-delay retry-max-time limit-rate interface dump-header cookie-jar config continue-at max-redirs oauth2-bearer unix-socket tls-max noproxy trace trace-ascii stderr speed-limit speed-time time-cond max-filesize output-dir dns-servers hostpubmd5 local-port keepalive-time netrc-file proxy-header rate request-target socks5 socks5-hostname url-query variable";
  return Object.fromEntries(names.split(" ").map((name) => [name, "argument" as const]));
}
