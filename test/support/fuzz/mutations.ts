// Seeds and what is done to them: cuts, replacements, insertions, doubled and deleted headers, shifted message borders,
// other chunk sizes, pipelines.
import type { Random } from "./random.ts";
import { pick } from "./random.ts";

const pieces = [
  ..."\r\n\0: \t\x0b\f\x7f,;=#%\xff0-+",
  "\r\n",
  "\r\n\r\n",
  "\n\n",
  "\r\r\n",
  "chunked",
  "identity",
  "0\r\n\r\n",
  "5;a=b\r\nhello\r\n",
  "0x5\r\nhello\r\n",
  "Content-Length: 5\r\n",
  "Content-Length: 0\r\n",
  "Content-Length: +5\r\n",
  "Content-Length:\r\n",
  "Content-Length: 5, 5\r\n",
  "content-length : 5\r\n",
  "Transfer-Encoding: chunked\r\n",
  "Transfer-Encoding: gzip, chunked\r\n",
  "Transfer-Encoding:\tchunked\r\n",
  "Transfer-Encoding: xchunked\r\n",
  "TE: trailers\r\n",
  "Trailer: x-a\r\n",
  "Expect: 100-continue\r\n",
  "Connection: close\r\n",
  "Connection: keep-alive\r\n",
  "Connection: upgrade\r\nUpgrade: h2c\r\n",
  "Host: other.internal\r\n",
  "x-amz-meta-a: 1\r\n 2\r\n",
  ": empty\r\n",
  "__proto__: x\r\n",
  "Proxy-Connection: x\r\n",
  "HTTP/1.1",
  "HTTP/1.0",
  "HTTP/2.0",
  "GET / HTTP/1.1\r\n",
  "GET /smuggled HTTP/1.1\r\nHost: HOST\r\n\r\n",
  "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nbad",
  "HTTP/1.1 100 Continue\r\n\r\n",
];

/** Requests as clients send them; HOST stands for the authority. */
export const requestSeeds: readonly string[] = requests();

function requests(): string[] {
  const auth =
    "Authorization: AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=00\r\nx-amz-date: 20150830T123600Z\r\n";
  const chunks = "5\r\nhello\r\n6;ext=1\r\n world\r\n0\r\n\r\n";
  const trailing = "5\r\nhello\r\n0\r\nx-amz-checksum-crc32: AAAAAA==\r\n\r\n";
  const targets = [
    "/",
    "/a//b/../c?x=%2F&x=1&y",
    "/b/k%20k?X-Amz-Signature=00",
    "/?list-type=2",
    "/%ff~!$&'()*+,;=:@",
  ];
  const bodyless = ["GET", "HEAD", "DELETE", "OPTIONS"].flatMap((method) =>
    targets.map((target) => `${method} ${target} HTTP/1.1\r\nHost: HOST\r\n${auth}\r\n`),
  );
  const bodied = ["PUT", "POST", "PATCH", "DELETE"].flatMap((method) => [
    `${method} /k HTTP/1.1\r\nHost: HOST\r\n${auth}Content-Length: 5\r\n\r\nhello`,
    `${method} /k HTTP/1.1\r\nHost: HOST\r\nContent-Length: 0\r\n\r\n`,
    `${method} /k HTTP/1.1\r\nHost: HOST\r\n\r\n`,
    `${method} /k HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: chunked\r\n\r\n${chunks}`,
    `${method} /k HTTP/1.1\r\nHost: HOST\r\nTrailer: x-amz-checksum-crc32\r\nTransfer-Encoding: chunked\r\n\r\n${trailing}`,
    `${method} /k HTTP/1.1\r\nHost: HOST\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\nhello`,
  ]);
  return [
    ...bodyless,
    ...bodied,
    "GET / HTTP/1.0\r\nHost: HOST\r\n\r\n",
    "PUT /k HTTP/1.0\r\nHost: HOST\r\nContent-Length: 5\r\n\r\nhello",
    "GET / HTTP/1.1\r\nHost: HOST\r\nX-Amz-Meta-A: 1\r\nx-amz-meta-a:  2 \t\r\nX-Empty:\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: HOST\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: HOST\r\nConnection: close\r\n\r\n",
    "\r\nGET / HTTP/1.1\r\nHost: HOST\r\n\r\n",
    `POST / HTTP/1.1\r\nHost: HOST\r\nContent-Length: 40\r\n\r\nGET /inner HTTP/1.1\r\nHost: other\r\n\r\n0000`,
  ];
}

/** Answers as servers send them. */
export const answerSeeds: readonly string[] = [
  "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
  "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
  "HTTP/1.1 200 \r\nContent-Length: 2\r\nx-dup: 1\r\nX-Dup: 2\r\n\r\nok",
  "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
  "HTTP/1.1 200 OK\r\nTrailer: x-a\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\nhello\r\n0\r\nx-a: 1\r\n\r\n",
  "HTTP/1.1 200 OK\r\nx-a: until the end\r\n\r\nhello",
  "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok",
  "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok",
  "HTTP/1.1 204 No Content\r\n\r\n",
  "HTTP/1.1 304 Not Modified\r\nETag: x\r\nContent-Length: 9\r\n\r\n",
  "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
  "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
  "HTTP/1.1 403 Forbidden\r\nx-amz-request-id: 1\r\nContent-Type: application/xml\r\nContent-Length: 8\r\n\r\n<Error/>",
  "HTTP/1.1 500 Internal Server Error\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
  "HTTP/1.1 307 Temporary Redirect\r\nLocation: https://other.test/\r\nContent-Length: 0\r\n\r\n",
  "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\nbytes",
];

/** One to three changes of a text. */
export function mutated(text: string, random: Random): string {
  let result = text;
  for (let round = random(3); round >= 0; round -= 1) result = pick(random, kinds)(result, random);
  return result.slice(0, 8000);
}

type Mutation = (text: string, random: Random) => string;

const kinds: readonly Mutation[] = [
  (text, random) => cut(text, random, ""),
  (text, random) => cut(text, random, pick(random, pieces)),
  (text, random) => insert(text, random(text.length + 1), pick(random, pieces)),
  (text, random) => insert(text, lineStart(text, random), pick(random, pieces)),
  (text, random) => insert(text, random(text.length + 1), String.fromCharCode(random(256))),
  (text, random) => text.slice(0, random(text.length + 1)),
  (text) => text + text,
  (text, random) => text + pick(random, requestSeeds),
  (text, random) => lines(text, random, (all, at) => all.toSpliced(at, 0, all[at] ?? "")),
  (text, random) => lines(text, random, (all, at) => all.toSpliced(at, 1)),
  (text, random) =>
    text.replace(/(\d+)(?=\r\n)/, (digits) => String(Math.max(0, Number(digits) + random(5) - 2))),
  (text, random) => text.replace(/[A-Za-z]/g, (letter) => (random(9) === 0 ? swapped(letter) : letter)),
  (text) => text,
];

function cut(text: string, random: Random, put: string): string {
  const at = random(text.length + 1);
  return text.slice(0, at) + put + text.slice(at + 1 + random(8));
}

function insert(text: string, at: number, put: string): string {
  return text.slice(0, at) + put + text.slice(at);
}

function lineStart(text: string, random: Random): number {
  const starts = [...text.matchAll(/\r\n/g)].map(({ index }) => index + 2);
  return starts.length === 0 ? 0 : pick(random, starts);
}

function lines(text: string, random: Random, change: (all: string[], at: number) => string[]): string {
  const all = text.split("\r\n");
  return change(all, random(all.length)).join("\r\n");
}

function swapped(letter: string): string {
  return letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase();
}
