import { describe, expect, it } from "vitest";
import type { CapturedRequest } from "../../src/http/captured-exchange.ts";
import { latin1Bytes, wholeBody } from "../../src/http/http-message.ts";
import { postField, readPostForm } from "../../src/sigv4/post-form.ts";

function posted(body: string, contentType = "multipart/form-data; boundary=B"): CapturedRequest {
  return {
    method: "POST",
    scheme: "https",
    authority: "b.s3.amazonaws.com",
    target: "/",
    httpVersion: "1.1",
    headers: [["Content-Type", contentType]],
    body: wholeBody(latin1Bytes(body)),
    connection: null,
    receivedAtEpochMs: null,
  };
}

const part = (name: string, value: string) =>
  `--B\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
const file = `--B\r\nContent-Disposition: form-data; name="file"; filename="a \\"b\\".txt"\r\nContent-Type: text/plain\r\n\r\none\r\ntwo\r\n`;

describe("a browser's form", () => {
  it("is cut into its fields in the order sent, the file apart", () => {
    const form = readPostForm(
      posted(`preamble\r\n${part("key", "a/b")}${part("Policy", "")}${file}${part("late", "x")}--B--\r\n`),
    );
    expect(form).toEqual({
      fields: [
        { name: "key", value: "a/b" },
        { name: "Policy", value: "" },
        { name: "late", value: "x" },
      ],
      file: { fieldsBefore: 2, filename: 'a "b".txt', bytes: 8 },
    });
    expect(form && postField(form, "policy")).toBe("");
    expect(form && postField(form, "late")).toBeUndefined();
  });

  it("takes a quoted boundary, a body that is cut, and parts without a name", () => {
    const quoted = posted(part("a", "1"), 'Multipart/Form-Data; charset=utf-8; boundary="B"');
    expect(readPostForm(quoted)?.fields).toEqual([{ name: "a", value: "1\r\n" }]);
    expect(readPostForm(posted("--B\r\n\r\nx\r\n--B--"))).toEqual({ fields: [], file: null });
    expect(readPostForm(posted("--B"))).toEqual({ fields: [], file: null });
  });

  it("is null for anything that is no form or is not held", () => {
    const request = posted(part("a", "1"));
    expect(readPostForm({ ...request, method: "PUT" })).toBeNull();
    expect(readPostForm({ ...request, headers: [] })).toBeNull();
    expect(readPostForm(posted("", "multipart/form-data"))).toBeNull();
    expect(readPostForm({ ...request, body: { ...request.body, content: null } })).toBeNull();
  });

  it("reads no more parts than its limit", () => {
    const many = posted(part("a", "1").repeat(5000));
    expect(readPostForm(many)?.fields.length).toBe(200);
  });
});
