import { describe, it } from "vitest";
import { relayBothWays } from "../../src/proxy/relay.ts";
import { waitFor } from "../support/proxy-client.ts";
import { duplexPair } from "../support/proxy-duplex.ts";

describe("two joined connections", () => {
  it("pass bytes and ends both ways, and break together", async () => {
    const [client, ours] = duplexPair();
    const [theirs, upstream] = duplexPair();
    relayBothWays(ours, theirs);
    let atUpstream = "";
    let atClient = "";
    upstream.on("data", (chunk: Buffer) => (atUpstream += chunk.toString()));
    client.on("data", (chunk: Buffer) => (atClient += chunk.toString()));
    client.write("ping");
    upstream.write("pong");
    await waitFor(() => atUpstream === "ping" && atClient === "pong", "bytes both ways");
    theirs.destroy(new Error("broken"));
    await waitFor(() => ours.destroyed, "the other side to break");
  });
});
