import { spawn } from "node:child_process";
import { once } from "node:events";
import type { AddressInfo, Socket } from "node:net";
import { createServer } from "node:net";
import { describe, expect, it } from "vitest";
import { builtClientWorker, clientWiring, openClientProcesses } from "../../src/cli/client-processes.ts";
import type { ConnectionFacts } from "../../src/http/captured-exchange.ts";

function factsOf(client: string): ConnectionFacts {
  return { connectAuthority: null, sni: null, client, tlsVersion: null };
}

describe("the processes of clients", () => {
  it("are looked for in the built worker, on Linux, where somebody looks at requests later", () => {
    expect(builtClientWorker("file:///srv/countersign/src/cli/client-processes.ts").href).toBe(
      "file:///srv/countersign/dist/cli/client-process-worker.js",
    );
    for (const platform of ["darwin", "win32"] as const)
      expect(clientWiring(null, openClientProcesses(true, platform))).toEqual({ underWay: null });
    expect(clientWiring(null, openClientProcesses(false, "linux"))).toEqual({ underWay: null });
  });

  it.runIf(process.platform === "linux")(
    "are noted in what is known of a connection, whenever found",
    async () => {
      const processes = openClientProcesses(true);
      const server = createServer().listen(0, "127.0.0.1");
      await once(server, "listening");
      const { port } = server.address() as AddressInfo;
      const script = `require("net").connect(${port}, "127.0.0.1")`;
      const child = spawn(process.execPath, ["-e", script], { stdio: "ignore" });
      const [socket] = (await once(server, "connection")) as [Socket];
      const client = `${socket.remoteAddress}:${socket.remotePort}`;
      processes.connected(client, port);
      const [early, late, far] = [factsOf(client), factsOf(client), factsOf("192.0.2.1:80")];
      processes.name(early);
      processes.connected("192.0.2.1:80", port);
      processes.name(far);
      await expect.poll(() => early.process, { timeout: 10_000 }).toEqual({ pid: child.pid, name: "node" });
      processes.name(late);
      expect(late.process).toEqual({ pid: child.pid, name: "node" });
      expect("process" in far).toBe(false);
      socket.destroy();
      server.close();
      await processes.close();
    },
  );

  it("that cannot be looked for leave traffic alone", async () => {
    const processes = openClientProcesses(true, "linux", new URL("file:///nothing/here.js"));
    const facts = factsOf("127.0.0.1:50000");
    processes.connected("127.0.0.1:50000", 8080);
    processes.name(facts);
    await new Promise((soon) => setTimeout(soon, 200));
    processes.connected("127.0.0.1:50001", 8080);
    expect(facts).toEqual(factsOf("127.0.0.1:50000"));
    await processes.close();
  });

  it("are named at a request's head, beside whoever is told of requests", () => {
    const seen: unknown[] = [];
    const facts = factsOf("127.0.0.1:50000");
    const wiring = clientWiring(
      { opened: ({ id }) => seen.push(id), dropped: (id) => seen.push(`dropped ${id}`) },
      { connected: () => undefined, name: (named) => seen.push(named), close: async () => undefined },
    );
    const request = { id: "a", receivedAtEpochMs: 0, head: () => null as never, facts: () => facts };
    wiring.underWay?.opened(request);
    wiring.underWay?.dropped("a");
    expect(seen).toEqual([facts, "a", "dropped a"]);
  });
});
