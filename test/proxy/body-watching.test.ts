import { describe, expect, it } from "vitest";
import { watchedBody } from "../../src/proxy/body-watching.ts";
import { chunkedMessage, requestOfMessage } from "../support/chunked-vectors.ts";

const head = () => requestOfMessage(chunkedMessage);

describe("watchedBody", () => {
  it("hands every piece on, and what was made of them", () => {
    const seen: string[] = [];
    const watched = watchedBody(
      ({ method }) => ({
        add: (bytes) => seen.push(`${method} ${bytes.length}`),
        end: () => ({ form: "aws-chunked" }),
      }),
      head,
    );
    watched?.add(Buffer.from("ab"));
    watched?.add(Buffer.from("c"));
    expect(seen).toEqual(["PUT 2", "PUT 1"]);
    expect(watched?.end()).toEqual({ form: "aws-chunked" });
  });

  it("is null where nothing is to be read, or opening fails", () => {
    expect(watchedBody(() => null, head)).toBeNull();
    expect(
      watchedBody(() => {
        throw new Error("a bug");
      }, head),
    ).toBeNull();
  });

  it("lets a reader go that fails", () => {
    let calls = 0;
    const watched = watchedBody(
      () => ({
        add: () => {
          calls += 1;
          throw new Error("a bug");
        },
        end: () => ({ form: "aws-chunked" }),
      }),
      head,
    );
    watched?.add(Buffer.from("a"));
    watched?.add(Buffer.from("b"));
    expect(calls).toBe(1);
    expect(watched?.end()).toBeNull();
  });
});
