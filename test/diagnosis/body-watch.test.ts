import { describe, expect, it } from "vitest";
import { bodyWatch, switchedWatch } from "../../src/diagnosis/body-watch.ts";
import { createExaminer } from "../../src/diagnosis/examine.ts";
import { exampleKnowledge, exampleSecret } from "../../src/diagnosis/example.ts";
import { chunkedExample } from "../../src/diagnosis/example-chunked.ts";
import type { CapturedRequest } from "../../src/http/captured-exchange.ts";
import { parseHttpMessage, wholeBody } from "../../src/http/http-message.ts";
import { noKnowledge } from "../../src/sigv4/known-credentials.ts";
import { examined } from "../support/examined.ts";
import { maskedFrame } from "../support/masked-frame.ts";
import { signedSocket } from "../support/signed-socket.ts";

const known = createExaminer(exampleKnowledge());

/** The request as a proxy has it whose limit its body exceeds. */
function passed(request: CapturedRequest, examiner = known): CapturedRequest {
  const content = request.body.content ?? new Uint8Array();
  const reader = bodyWatch({ ...request, body: wholeBody(new Uint8Array()) }, examiner);
  for (let at = 0; at < content.length; at += 1000) reader?.add(content.subarray(at, at + 1000));
  const read = reader === null ? {} : { passed: reader.end() };
  return { ...request, body: { ...request.body, content: null, ...read } };
}

describe("bodyWatch", () => {
  it.each([
    ["known when the body came", known],
    ["learned behind it", createExaminer(noKnowledge)],
  ])("reads an upload under a key %s", async (_, examiner) => {
    const example = chunkedExample({ framed: (body) => body.replace("countersign", "Countersign") });
    const request = passed(example.request, examiner);
    const { verdict, causes, stream } = await examined({ ...example, request });
    expect({ verdict, causes, bad: stream?.bad[0]?.index }).toEqual({
      verdict: "mismatch",
      causes: ["chunk-signature-chain"],
      bad: 0,
    });
  });

  it("sees what a chunk was hashed with instead of its data", async () => {
    const { sha256Hex } = await import("../../src/http/digest.ts");
    const example = chunkedExample({
      signedChunk: ({ text, data }) => ({ ...text, hash: sha256Hex(`${data}\r\n`) }),
    });
    const { findings } = await examined({ ...example, request: passed(example.request) });
    expect(findings[0]).toMatchObject({
      certainty: "proven",
      evidence: { index: 0, signedWith: ["the data with the CR LF behind it"] },
    });
  });

  it("reads nothing of a body that is neither streamed nor a form", () => {
    const { request } = chunkedExample();
    const headers = request.headers.filter(([name]) => name !== "X-Amz-Content-Sha256");
    expect(bodyWatch({ ...request, headers }, known)).toBeNull();
    expect(
      bodyWatch({ ...request, headers: request.headers.filter(([name]) => name !== "Authorization") }, known),
    ).toBeNull();
  });

  it("reads the fields of a form and the length of its file", () => {
    const reader = bodyWatch(
      {
        ...chunkedExample().request,
        method: "POST",
        headers: [["Content-Type", "multipart/form-data; boundary=B"]],
      },
      known,
    );
    reader?.add(Buffer.from('--B\r\nContent-Disposition: form-data; name="key"\r\n\r\na\r\n--B--'));
    expect(reader?.end()).toEqual({
      form: "post-form",
      fields: { fields: [{ name: "key", value: "a" }], file: null },
    });
  });
});

describe("switchedWatch", () => {
  it("reads events behind the handshake of Transcribe, and nothing behind another", async () => {
    const recipe = {
      accessKeyId: "AKIAIOSFODNN7EXAMPLE",
      secretAccessKey: exampleSecret,
      date: new Date("2026-01-02T03:04:05Z"),
      sent: (signature: string, index: number) =>
        index === 1 ? signature.split("").reverse().join("") : signature,
    };
    const socket = await signedSocket(recipe);
    const head = `GET ${socket.target} HTTP/1.1\r\nHost: ${socket.host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`;
    const read = parseHttpMessage(Buffer.from(head), { scheme: "https" });
    if (!("request" in read)) throw new Error("not a request");
    const reader = switchedWatch(read.request, known);
    for (const message of socket.messages) reader?.add(maskedFrame(message));
    const switched = reader?.end();
    const example = {
      ...chunkedExample(),
      request: { ...read.request, ...(switched && { switched }) },
    };
    const { verdict, causes, stream } = await examined(example);
    expect({ verdict, causes, bad: stream?.bad[0]?.index }).toEqual({
      verdict: "mismatch",
      causes: ["event-stream-signature"],
      bad: 1,
    });
    expect(switchedWatch({ ...read.request, target: "/mqtt" }, known)).toBeNull();
    expect(switchedWatch({ ...read.request, target: "/a-websocket" }, known)).toBeNull();
  });
});
