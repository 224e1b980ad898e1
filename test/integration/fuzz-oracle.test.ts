// The fuzzer is as good as what it notices: each way in which a proxy may break a message is planted here, and must be told.
import { describe, expect, it } from "vitest";
import type { Observed } from "../support/fuzz/oracle.ts";
import { disagreements } from "../support/fuzz/oracle.ts";

const sent = "PUT /a?b=%7E HTTP/1.1\r\nHost: a.test\r\nX-One: 1\r\nX-One: 2\r\nContent-Length: 4\r\n\r\nbody";
const chunked =
  "POST /c HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\nX-Sum: s\r\n\r\n";
const answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

interface Planted {
  readonly sent?: string;
  readonly received?: string;
  readonly answered?: string;
  readonly got?: string;
  readonly way?: Observed["way"];
  readonly ended?: boolean;
  readonly closed?: boolean;
}

function told({ ended = false, closed = false, ...planted }: Planted): string[] {
  const client = planted.sent ?? sent;
  return disagreements({
    way: planted.way ?? "tunnel",
    authority: "a.test",
    sent: client,
    upstream: [{ received: planted.received ?? client, answered: planted.answered ?? answer, ended }],
    got: planted.got ?? planted.answered ?? answer,
    closed,
  });
}

describe("the oracle is silent", () => {
  const right: readonly [string, Planted][] = [
    ["where everything arrives as it was sent", {}],
    ["where nothing arrives, because it was refused", { received: "", answered: "", got: "" }],
    [
      "where chunks arrive in other pieces",
      { sent: chunked, received: chunked.replace("4\r\nbody", "2\r\nbo\r\n2\r\ndy") },
    ],
    [
      "where a request breaks off, and what was right of it arrived",
      { sent: sent.slice(0, -2), received: sent.slice(0, -2) },
    ],
    [
      "where a request to a proxy arrives in the form of an origin",
      {
        way: "plain",
        sent: sent.replace("/a", "http://a.test/a").replace("X-One: 1", "Proxy-Connection: x\r\nX-One: 1"),
        received: sent,
      },
    ],
    [
      "where the answer is countersign's own",
      {
        received: "",
        answered: "",
        got: answer.replace("200 OK", "400 Bad Request\r\nX-Countersign: refused"),
      },
    ],
  ];
  it.each(right)("%s", (_name, planted) => {
    expect(told(planted)).toEqual([]);
  });
});

describe("the oracle tells", () => {
  const wrong: readonly [string, Planted, string][] = [
    ["a changed value", { received: sent.replace("X-One: 1", "X-One: 3") }, "request 1 changed on its way"],
    [
      "a name in other letters",
      { received: sent.replace("X-One: 1", "x-one: 1") },
      "request 1 changed on its way",
    ],
    [
      "fields in another order",
      { received: sent.replace("1\r\nX-One: 2", "2\r\nX-One: 1") },
      "request 1 changed on its way",
    ],
    ["a field that is gone", { received: sent.replace("X-One: 2\r\n", "") }, "request 1 changed on its way"],
    [
      "a field that was added",
      { received: sent.replace("X-One", "Via: 1.1 x\r\nX-One") },
      "request 1 changed on its way",
    ],
    ["an escape that was decoded", { received: sent.replace("%7E", "~") }, "request 1 changed on its way"],
    ["another body", { received: sent.replace("body", "bodY") }, "request 1 changed on its way"],
    [
      "a trailer that is gone",
      { sent: chunked, received: chunked.replace("X-Sum: s\r\n", "") },
      "request 1 changed on its way",
    ],
    [
      "a request that nobody sent",
      { received: `${sent}${sent}` },
      "upstream got request 2, which the client did not send",
    ],
    [
      "a body read as a request",
      { received: sent.replace("Content-Length: 4", "Content-Length: 0") },
      "request 1 changed on its way",
    ],
    ["what is not HTTP", { received: `${sent}???\r\n\r\n` }, "upstream got what is not HTTP: start line"],
    [
      "another head before a body that is still to come",
      { received: sent.slice(0, -2).replace("X-One: 1", "X-One: 3") },
      "upstream got another head",
    ],
    ["another body so far", { received: sent.replace("body", "bx") }, "upstream got another body"],
    [
      "an answer that was changed",
      { got: answer.replace("ok", "no") },
      "the client got an answer that no upstream gave whole: HTTP/1.1 200 OK",
    ],
    [
      "an answer that is the client's alone",
      { answered: "", got: answer },
      "the client got an answer that no upstream gave whole: HTTP/1.1 200 OK",
    ],
    [
      "an answer given twice",
      { got: `${answer}${answer}` },
      "the client got an answer that no upstream gave whole: HTTP/1.1 200 OK",
    ],
    [
      "an answer that broke off and looks whole",
      { answered: answer.slice(0, -1), got: answer.replace("2\r\n\r\nok", "1\r\n\r\no"), ended: true },
      "the client got an answer that no upstream gave whole: HTTP/1.1 200 OK",
    ],
  ];
  it.each(wrong)("%s", (_name, planted, what) => {
    expect(told(planted)).toContain(what);
  });
});
