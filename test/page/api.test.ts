import { afterEach, describe, expect, it, vi } from "vitest";
import { AskError, ask, askJson, listen, sendJson, takeToken } from "../../src/page/api.ts";

const token = "abcdefghijklmnopqrstuvwxyz012345";

/** What of a browser the page's questions need. */
function browser(hash: string, answer: (path: string, init: RequestInit) => Response): Map<string, string> {
  const kept = new Map<string, string>();
  vi.stubGlobal("location", { hash });
  vi.stubGlobal("history", {
    replaceState: (_: unknown, __: unknown, to: string) => kept.set("address", to),
  });
  vi.stubGlobal("sessionStorage", {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => kept.set(name, value),
  });
  vi.stubGlobal("fetch", async (path: string, init: RequestInit) => answer(path, init));
  return kept;
}

afterEach(() => {
  vi.unstubAllGlobals();
});

describe("the token", () => {
  it("is taken out of the address and kept for the tab", async () => {
    let sent: unknown;
    const kept = browser(`#${token}`, (_, init) => {
      sent = init.headers;
      return Response.json({ a: 1 });
    });
    expect(takeToken()).toBe(true);
    expect(kept.get("address")).toBe("#/");
    expect(await askJson("/api/state")).toEqual({ a: 1 });
    expect(sent).toEqual({ "X-Countersign-Token": token });
  });

  it("is not what a place in the page looks like", () => {
    const kept = browser("#/request/1", () => Response.json({}));
    expect(takeToken()).toBe(false);
    expect(kept.size).toBe(0);
  });
});

describe("a question", () => {
  it("that is refused is an error in words", async () => {
    browser("", () => Response.json({ message: "it is gone" }, { status: 404 }));
    await expect(ask("/api/requests/1")).rejects.toMatchObject({ status: 404, message: "it is gone" });
    browser("", () => new Response("", { status: 500 }));
    await expect(ask("/api/rows")).rejects.toThrow("countersign answered 500");
    browser("", () => {
      throw new TypeError("failed to fetch");
    });
    await expect(ask("/api/rows")).rejects.toEqual(new AskError(0, null));
  });

  it("may send JSON", async () => {
    let sent: RequestInit = {};
    browser("", (_, init) => {
      sent = init;
      return Response.json({ ok: true });
    });
    expect(await sendJson("/api/explain", { text: "x" })).toEqual({ ok: true });
    expect([sent.method, sent.body]).toEqual(["POST", '{"text":"x"}']);
  });
});

describe("news", () => {
  it("are read from a stream in whole events, wherever it is cut", async () => {
    const pieces = [
      ": hello\n\nda",
      'ta: {"newest":1,"req',
      'uests":1}\n\n: still here\n\ndata: {"newest":2,"requests":2}\n\n',
    ];
    browser(
      "",
      () =>
        new Response(
          new ReadableStream({
            start: (controller) => {
              for (const piece of pieces) controller.enqueue(new TextEncoder().encode(piece));
            },
          }),
        ),
    );
    const news: unknown[] = [];
    const stands: boolean[] = [];
    const stop = listen(
      (one) => news.push(one),
      (is) => stands.push(is),
    );
    await expect
      .poll(() => news)
      .toEqual([
        { newest: 1, requests: 1 },
        { newest: 2, requests: 2 },
      ]);
    expect(stands).toEqual([true]);
    stop();
  });
});
