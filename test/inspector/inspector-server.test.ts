// Every route of the router's table is asked as a page of another origin, or another program, would ask.

import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openInspector } from "../../src/inspector/inspector-server.ts";
import { routes } from "../../src/inspector/routes.ts";
import { openRowIndex } from "../../src/inspector/row-index.ts";
import { exportedExchange } from "../../src/report/exported-exchange.ts";
import { mismatchExchange } from "../support/evidence.ts";
import type { OpenFixture } from "../support/inspector-fixture.ts";
import { asked, inspectorOf, pageHeaders } from "../support/inspector-fixture.ts";

let open: OpenFixture;

beforeAll(async () => {
  const { examination } = mismatchExchange("1");
  open = await inspectorOf([{ ...exportedExchange(examination), totalMs: 12 }]);
});
afterAll(() => open.inspector.close());

const named = [...routes.keys()].map((name) => name.replace("*", "1"));
const others = [
  "GET /api/nothing",
  "GET /../package.json",
  "GET /page.map",
  "PUT /api/rows",
  "OPTIONS /api/rows",
];

describe("every route", () => {
  it("is one of these", () => {
    expect(named).toEqual([
      "GET /api/state",
      "GET /api/rows",
      "GET /api/requests/1",
      "GET /api/requests/1/copy",
      "GET /api/requests/1/replay",
      "POST /api/requests/1/replay",
      "GET /api/save",
      "GET /api/overview",
      "GET /api/events",
      "POST /api/explain",
    ]);
  });

  it.each([...named, ...others])("refuses without the token: %s", async (name) => {
    const [method = "", path = ""] = name.split(" ");
    const host = ["Host", `127.0.0.1:${open.inspector.port}`] as const;
    const answers = await Promise.all([
      asked(open.inspector, path, { method, headers: [host] }),
      asked(open.inspector, `${path}?token=${open.inspector.token}`, { method, headers: [host] }),
      asked(open.inspector, path, { method, headers: [host, ["Cookie", `token=${open.inspector.token}`]] }),
    ]);
    for (const { status, text, headers } of answers) {
      expect([status, text]).toEqual([401, ""]);
      expect(Object.keys(headers).filter((one) => one.startsWith("access-control"))).toEqual([]);
    }
  });

  it.each([...named, ...others, "GET /"])(
    "refuses another host and another origin, with the token too: %s",
    async (name) => {
      const [method = "", path = ""] = name.split(" ");
      const [, token] = pageHeaders(open.inspector);
      const host = ["Host", `127.0.0.1:${open.inspector.port}`] as const;
      if (!token) throw new Error("no token");
      const rebound = await asked(open.inspector, path, { method, headers: [["Host", "evil.test"], token] });
      expect([rebound.status, rebound.text]).toEqual([421, ""]);
      const foreign = await asked(open.inspector, path, {
        method,
        headers: [host, token, ["Origin", "http://127.0.0.1:3000"]],
      });
      expect([foreign.status, foreign.text]).toEqual([403, ""]);
    },
  );

  it.each(named)("refuses what the browser says another site made: %s", async (name) => {
    const [method = "", path = ""] = name.split(" ");
    const [host, token] = pageHeaders(open.inspector);
    if (!token || !host) throw new Error("no token");
    const answer = await asked(open.inspector, path, {
      method,
      headers: [host, token, ["Sec-Fetch-Site", "same-site"]],
    });
    expect(answer.status).toBe(403);
  });

  it("says that a method or a path is not there only to its own page", async () => {
    expect((await asked(open.inspector, "/api/rows", { method: "PUT" })).status).toBe(405);
    expect((await asked(open.inspector, "/api/rows", { method: "OPTIONS" })).status).toBe(405);
    expect((await asked(open.inspector, "/api/nothing")).status).toBe(404);
    expect(
      (await asked(open.inspector, "/api/explain", { method: "POST", body: '{"text":""}' })).status,
    ).toBe(415);
  });
});

describe("every answer", () => {
  it("carries the headers that keep other pages out", async () => {
    for (const path of ["/", "/api/state", "/api/nothing"]) {
      const { headers } = await asked(open.inspector, path);
      expect(headers["content-security-policy"]).toContain("default-src 'none'; script-src 'self'");
      expect(headers["content-security-policy"]).toContain("frame-ancestors 'none'");
      expect(headers["content-security-policy"]).not.toMatch(/unsafe|\*|https?:/);
      expect(headers["x-content-type-options"]).toBe("nosniff");
      expect(headers["referrer-policy"]).toBe("no-referrer");
      expect(headers["cross-origin-resource-policy"]).toBe("same-origin");
      expect(headers["cache-control"]).toBe("no-store");
      expect(headers["set-cookie"]).toBeUndefined();
    }
  });

  it("gives raw bytes to be saved, never to be shown", async () => {
    const { headers, text } = await asked(open.inspector, "/api/requests/1/copy?format=http");
    expect(headers["content-type"]).toBe("application/octet-stream");
    expect(headers["content-disposition"]).toBe("attachment");
    expect(headers["content-security-policy"]).toBe("sandbox; default-src 'none'");
    expect(text).toMatch(/^[A-Z]+ \//);
  });
});

describe("the server", () => {
  it("listens on 127.0.0.1 alone, and its token is new each time", async () => {
    const other = await inspectorOf([]);
    expect(other.inspector.url).toBe(`http://127.0.0.1:${other.inspector.port}/#${other.inspector.token}`);
    expect(other.inspector.token).toMatch(/^[\w-]{32}$/);
    expect(other.inspector.token).not.toBe(open.inspector.token);
    await other.inspector.close();
  });

  it("says that its port is taken, and what to do", async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
    const { port } = taken.address() as AddressInfo;
    const parts = {
      port,
      index: openRowIndex([]),
      state: () => ({ version: "1.2.3", mode: "live" as const, place: null, setup: null }),
      explain: async () => ({ examined: [], refusal: "" }),
      replayer: null,
      copied: () => ({ refusal: "" }),
      saved: async function* () {},
    };
    await expect(openInspector(parts)).rejects.toMatchObject({
      code: "ERR_PORT_IN_USE",
      hint: "take another with --inspector-port, 0 for a free one, or off for no inspector",
    });
    taken.close();
  });
});
