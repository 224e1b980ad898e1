import { expect, it } from "vitest";
import { passedBody } from "../../src/sigv4/passed-body.ts";
import { chunkedMessage, requestOfMessage } from "../support/chunked-vectors.ts";

it("gives what was read of a body as it passed, or nothing", () => {
  const request = requestOfMessage(chunkedMessage);
  expect(passedBody(request)).toBeNull();
  const passed = { form: "post-form" as const, fields: { fields: [], file: null } };
  expect(passedBody({ ...request, body: { ...request.body, content: null, passed } })).toBe(passed);
});
