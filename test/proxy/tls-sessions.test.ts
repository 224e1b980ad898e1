import { describe, expect, it } from "vitest";
import { limits } from "../../src/proxy/limits.ts";
import { TlsSessions } from "../../src/proxy/tls-sessions.ts";

function session(name: string, provenAtEpochMs = 0, bytes = 100) {
  return { bytes: Buffer.alloc(bytes, name), provenAtEpochMs };
}

function text(sessions: TlsSessions, place: string, nowEpochMs = 0): string | undefined {
  return sessions.of(place, nowEpochMs)?.bytes.toString("latin1", 0, 1);
}

describe("kept TLS sessions", () => {
  it("are the latest of each place, and found under it only", () => {
    const sessions = new TlsSessions();
    sessions.keep("a:443", session("1"));
    sessions.keep("a:443", session("2"));
    expect([text(sessions, "a:443"), text(sessions, "a:443"), text(sessions, "b:443")]).toEqual([
      ...["2", "2", undefined],
    ]);
    expect(sessions.bytes).toBe(100);
  });

  it("end so many milliseconds after the proof", () => {
    const sessions = new TlsSessions();
    sessions.keep("a:443", session("1", 1000));
    expect(text(sessions, "a:443", 1000 + limits.tlsSessionMs - 1)).toBe("1");
    expect(text(sessions, "a:443", 1000 + limits.tlsSessionMs)).toBeUndefined();
    expect(sessions.bytes).toBe(0);
  });

  it("stay within their length in all: the place that was kept longest ago goes first", () => {
    const sessions = new TlsSessions();
    const large = limits.tlsSessionBytes / 16;
    sessions.keep("small:443", session("s"));
    sessions.keep("huge:443", session("h", 0, large + 1));
    expect(text(sessions, "huge:443")).toBeUndefined();
    for (let index = 0; index < 16; index += 1) sessions.keep(`${index}:443`, session("y", 0, large));
    expect(sessions.bytes).toBe(limits.tlsSessionBytes);
    expect([text(sessions, "small:443"), text(sessions, "0:443")]).toEqual([undefined, "y"]);
    sessions.keep("0:443", session("z", 0, large));
    sessions.keep("small:443", session("s"));
    expect([text(sessions, "0:443"), text(sessions, "1:443")]).toEqual(["z", undefined]);
  });

  it("are let go of where they served badly", () => {
    const sessions = new TlsSessions();
    sessions.keep("a:443", session("1"));
    sessions.keep("b:443", session("2"));
    sessions.forget("a:443");
    sessions.forget("c:443");
    expect([text(sessions, "a:443"), text(sessions, "b:443"), sessions.bytes]).toEqual([undefined, "2", 100]);
  });
});
