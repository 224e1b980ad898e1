import { describe, expect, it } from "vitest";
import type { Arrival } from "../../src/interception/plan.ts";
import { requestPlan } from "../../src/interception/plan.ts";

const a: Arrival = { authority: { host: "a.test", port: 443, kind: "name" }, scheme: "https", sni: "a.test" };

function plan(host: string, arrival: Arrival = a): string {
  const head = { method: "GET", target: "/", httpVersion: "1.1", rawHeaders: ["Host", host] };
  const decided = requestPlan(head, arrival);
  return decided.action === "refuse" ? `${decided.status} ${decided.rule}` : decided.action;
}

describe("the plan for a request", () => {
  it("is to forward it when connection, server name and Host agree", () => {
    expect(plan("a.test")).toBe("forward");
    expect(plan("A.TEST")).toBe("forward");
    expect(plan("a.test.")).toBe("forward");
    expect(plan("a.test:443")).toBe("forward");
    expect(plan("a.test", { ...a, sni: null })).toBe("forward");
    expect(
      plan("[::1]:9000", { ...a, authority: { host: "::1", port: 9000, kind: "ipv6" }, sni: null }),
    ).toBe("forward");
  });
  it("is to refuse it when any of the three differs", () => {
    const other = { ...a, sni: "b.test" };
    expect(plan("b.test")).toBe("421 authority-mismatch");
    expect(plan("b.test", other)).toBe("421 authority-mismatch");
    expect(plan("a.test", other)).toBe("421 sni-mismatch");
    expect(plan("c.test", other)).toBe("421 authority-mismatch");
    expect(plan("", a)).toBe("421 authority-mismatch");
  });
  it("holds the port to be equal, or absent where the scheme's own is meant", () => {
    const odd = { ...a, authority: { ...a.authority, port: 8443 } };
    expect(plan("a.test:8443", odd)).toBe("forward");
    expect(plan("a.test", odd)).toBe("421 authority-mismatch");
    expect(plan("a.test:80")).toBe("421 authority-mismatch");
    expect(
      plan("a.test:80", { ...a, scheme: "http", authority: { ...a.authority, port: 80 }, sni: null }),
    ).toBe("forward");
  });
  it("names the rule a malformed head breaks", () => {
    const head = { method: "GET", target: "/", httpVersion: "1.1", rawHeaders: [] };
    expect(requestPlan(head, a)).toMatchObject({ action: "refuse", status: 400, rule: "host-count" });
  });
});
