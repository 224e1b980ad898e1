// The records of the published vectors that are streamed or posted: every chunk, trailer and policy of them is verified.
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { exampleKnowledge } from "../../src/diagnosis/example.ts";
import type { CapturedRequest } from "../../src/http/captured-exchange.ts";
import { latin1Bytes, parseHttpMessage, wholeBody } from "../../src/http/http-message.ts";
import { examined } from "../support/examined.ts";

interface Vector {
  readonly name: string;
  readonly kind: string;
  readonly wire_request: string | null;
  readonly body_b64?: string;
  readonly chunks?: readonly { readonly signature: string }[];
  readonly form_fields?: Readonly<Record<string, string>>;
}

const file = fileURLToPath(new URL("../../../shared/vectors/vectors-s3-docs.json", import.meta.url));
const vectors: readonly Vector[] = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : [];

function uploadOf({ wire_request, body_b64 }: Vector): CapturedRequest {
  const parsed = parseHttpMessage(latin1Bytes(wire_request ?? ""), { scheme: null });
  if ("refusal" in parsed) throw new Error(parsed.refusal);
  return { ...parsed.request, body: wholeBody(Buffer.from(body_b64 ?? "", "base64")) };
}

function formOf(fields: Readonly<Record<string, string>>): CapturedRequest {
  const parts = Object.entries(fields).map(
    ([name, value]) => `--B\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  return {
    method: "POST",
    scheme: "https",
    authority: "sigv4examplebucket.s3.amazonaws.com",
    target: "/",
    httpVersion: "1.1",
    headers: [["Content-Type", "multipart/form-data; boundary=B"]],
    body: wholeBody(latin1Bytes(`${parts.join("")}--B--\r\n`)),
    connection: null,
    receivedAtEpochMs: null,
  };
}

const verdictOf = (request: CapturedRequest) =>
  examined({
    request,
    response: null,
    knowledge: exampleKnowledge(),
    nowEpochMs: Date.UTC(2015, 11, 29),
    signedCanonicalRequest: null,
  });

describe.skipIf(!existsSync(file))("streamed records of the published vectors", () => {
  it.each(vectors.filter(({ chunks }) => chunks !== undefined))("verifies $name", async (vector) => {
    const { verdict, stream } = await verdictOf(uploadOf(vector));
    expect(verdict).toBe("valid");
    expect(stream?.upload?.chunks.map(({ signature }) => signature)).toEqual(
      vector.chunks?.map(({ signature }) => signature),
    );
    expect(stream).toMatchObject({ bad: [], unverified: 0, upload: { verifiedChunks: 3 } });
  });

  it.each(vectors.filter(({ form_fields }) => form_fields !== undefined))(
    "verifies $name",
    async (vector) => {
      expect((await verdictOf(formOf(vector.form_fields ?? {}))).verdict).toBe("valid");
    },
  );
});
