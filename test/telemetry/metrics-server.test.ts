import { request } from "node:http";
import { createServer } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import type { MetricsServer } from "../../src/telemetry/metrics-server.ts";
import { openMetricsServer } from "../../src/telemetry/metrics-server.ts";

let open: MetricsServer | null = null;
afterEach(async () => open?.close());

async function opened(ready = true, text: string | null = "a_total 1\n"): Promise<MetricsServer> {
  open = await openMetricsServer(
    { host: "127.0.0.1", port: 0 },
    { ready: () => ready, prometheusText: async () => text },
  );
  return open;
}

function asked(
  { port }: MetricsServer,
  path: string,
  more: { readonly method?: string; readonly host?: string } = {},
): Promise<[number | undefined, string]> {
  const { method = "GET", host = `127.0.0.1:${port}` } = more;
  return new Promise((resolve, reject) => {
    request({ port, host: "127.0.0.1", path, method, headers: { host } }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (piece: string) => (text += piece));
      response.on("end", () => resolve([response.statusCode, text]));
    })
      .on("error", reject)
      .end();
  });
}

describe("the port of health and metrics", () => {
  it("tells that it lives, that it is ready, and the metrics", async () => {
    const server = await opened();
    expect(server.url).toBe(`http://127.0.0.1:${server.port}`);
    expect(await asked(server, "/healthz")).toEqual([200, "ok\n"]);
    expect(await asked(server, "/readyz")).toEqual([200, "ready\n"]);
    expect(await asked(server, "/metrics")).toEqual([200, "a_total 1\n"]);
    expect(await asked(server, "/metrics", { method: "HEAD" })).toEqual([200, ""]);
  });

  it("is not ready while the proxy is not, and says so where there are no metrics in time", async () => {
    const server = await opened(false, null);
    expect(await asked(server, "/healthz")).toEqual([200, "ok\n"]);
    expect(await asked(server, "/readyz")).toEqual([503, "not ready\n"]);
    expect(await asked(server, "/metrics")).toEqual([503, "no metrics in time\n"]);
  });

  it("answers nobody who names another host, and nothing but these three", async () => {
    const server = await opened();
    expect(await asked(server, "/metrics", { host: "evil.example" })).toEqual([421, "not this host\n"]);
    expect(await asked(server, "/metrics", { host: `evil.example:${server.port}` })).toEqual([
      421,
      "not this host\n",
    ]);
    expect(await asked(server, "/metrics", { method: "POST" })).toEqual([405, "GET or HEAD\n"]);
    expect((await asked(server, "/"))[0]).toBe(404);
    expect((await asked(server, "/metrics?x=1"))[0]).toBe(404);
  });

  it("is refused where it is taken", async () => {
    const taken = createServer();
    const port = await new Promise<number>((resolve) =>
      taken.listen(0, "127.0.0.1", () => resolve(Number((taken.address() as { port: number }).port))),
    );
    const source = { ready: () => true, prometheusText: async () => null };
    await expect(openMetricsServer({ host: "127.0.0.1", port }, source)).rejects.toMatchObject({
      code: "ERR_PORT_IN_USE",
    });
    taken.close();
  });
});
