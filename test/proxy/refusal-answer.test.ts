import { describe, expect, it } from "vitest";
import { answerRaw } from "../../src/proxy/refusal-answer.ts";
import { waitFor } from "../support/proxy-client.ts";
import { duplexPair } from "../support/proxy-duplex.ts";

describe("an answer of our own", () => {
  it("is plain text that no browser takes for a page, and closes the connection", async () => {
    const [ours, theirs] = duplexPair();
    let received = "";
    let ended = false;
    theirs.on("data", (chunk: Buffer) => (received += chunk.toString()));
    theirs.on("end", () => (ended = true));
    answerRaw(ours, 403, "no <b>\u00e9\r\nx");
    await waitFor(() => ended, "the end");
    expect(received).toBe(
      "HTTP/1.1 403 Forbidden\r\nContent-Type: text/plain; charset=us-ascii\r\nContent-Length: 25\r\nX-Content-Type-Options: nosniff\r\nX-Countersign: refused\r\nConnection: close\r\n\r\ncountersign: no <b>???x\n".replace(
        "Content-Length: 25",
        `Content-Length: ${"countersign: no <b>???x\n".length}`,
      ),
    );
    theirs.destroy();
    ours.destroy();
  });
  it("is not written to a connection that is gone", () => {
    const [ours] = duplexPair();
    ours.destroy();
    expect(() => answerRaw(ours, 400, "x")).not.toThrow();
  });
});
