// `--workers 2` through the built program: one port, one authority, one evidence file, whatever becomes of a worker.
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import type { ClientHttp2Session } from "node:http2";
import { connect as connectHttp2, createSecureServer } from "node:http2";
import type { AddressInfo } from "node:net";
import { connect } from "node:net";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { exampleSecret } from "../../src/diagnosis/example.ts";
import { openEvidenceReader } from "../../src/evidence/evidence-reader.ts";
import { verifyEvidence } from "../../src/evidence/verify-evidence.ts";
import { RawClient, waitFor } from "../support/proxy-client.ts";
import { testAuthority } from "../support/proxy-fixture.ts";
import { http2Exchange, tunnelledTls } from "../support/proxy-http2.ts";
import type { Script } from "../support/proxy-upstream.ts";
import { answering } from "../support/proxy-upstream.ts";
import type { WorkersFixture } from "../support/workers-fixture.ts";
import { ask, signedBytes, workersFixture } from "../support/workers-fixture.ts";

const ok = answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
let fixture: WorkersFixture | null = null;
afterEach(async () => {
  await fixture?.close();
  fixture = null;
});

async function opened(script: Script, parameters: readonly string[] = []): Promise<WorkersFixture> {
  fixture = await workersFixture(script, parameters);
  return fixture;
}

/** Which process an id is of: each has its own beginning. */
function ofWhom(id: unknown): string {
  return String(id).split("-")[0] ?? "";
}

interface Kept {
  readonly ids: string[];
  readonly lost: number;
  readonly interrupted: number;
}

function kept(path: string): Kept {
  const reader = openEvidenceReader(path);
  const items = [...reader.items()];
  reader.close();
  const exchanges = items.filter((item) => item.kind === "exchange");
  const whole = exchanges.filter(({ state }) => state !== "interrupted");
  return {
    ids: whole.map(({ id }) => id),
    lost: items.reduce((sum, item) => sum + (item.kind === "gap" ? item.exchanges : 0), 0),
    interrupted: exchanges.length - whole.length,
  };
}

describe("two workers", () => {
  it("both serve the one port, with one authority, one numbering and one evidence file", async () => {
    const run = await opened(ok, ["--evidence-rate", "0", "--log", "log.jsonl"]);
    const clients = await Promise.all([run.client(), run.client(), run.client(), run.client()]);
    for (let round = 0; round < 5; round += 1)
      await Promise.all(
        clients.map(async (client) => {
          expect(await ask(client, signedBytes(run.upstream.port, `/q/${round}`))).toBe("HTTP/1.1 200");
        }),
      );
    await waitFor(() => run.seen().length === 20, "all examinations");
    const seen = run.seen();
    expect(new Set(seen.map(({ verdict }) => verdict))).toEqual(new Set(["valid"]));
    expect(new Set(seen.map(({ id }) => id)).size).toBe(20);
    expect(new Set(seen.map(({ id }) => ofWhom(id))).size).toBe(2);
    expect(seen.map(({ index }) => index)).toEqual(Array.from({ length: 20 }, (_, at) => at));
    for (const client of clients) client.close();
    expect(await run.end("SIGTERM")).toBe(0);
    expect(JSON.parse(run.said().trim().split("\n").at(-1) ?? "")).toEqual({
      event: "stopped",
      requests: 20,
      verdicts: { valid: 20 },
    });
    expect(verifyEvidence(run.evidence)).toMatchObject({ holds: true, underWay: 0, unsignedTail: 0 });
    expect(kept(run.evidence)).toEqual({
      ids: expect.toSatisfy((ids: string[]) => new Set(ids).size === 20) as string[],
      lost: 0,
      interrupted: 0,
    });
  }, 60_000);

  it("prove what is wrong with a signature, in the primary's threads, whichever has the connection", async () => {
    const run = await opened(ok);
    const clients = await Promise.all([run.client(), run.client()]);
    const wrong = { headers: [["content-type", "text/plain"]] as const };
    const proven = (): Record<string, unknown>[] =>
      run.seen().filter(({ causes }) => JSON.stringify(causes) === '["content-type-changed"]');
    // A search is bounded in time: on a busy machine the first, which also starts the thread, may end without a proof.
    for (const [at, client] of clients.entries())
      for (let attempt = 0; attempt < 5 && proven().length <= at; attempt += 1) {
        const before = run.seen().length;
        await ask(client, signedBytes(run.upstream.port, "/q", wrong).replace("text/plain", "text/html"));
        await waitFor(() => run.seen().length > before, "the examination", 20_000);
      }
    expect(proven()).toHaveLength(2);
    expect(new Set(run.seen().map(({ verdict }) => verdict))).toEqual(new Set(["mismatch"]));
    expect(new Set(proven().map(({ id }) => ofWhom(id))).size).toBe(2);
    // The same fault in both is one incident.
    expect(proven().map(({ incident }) => (incident as { count: number }).count)).toEqual([1, 2]);
  }, 60_000);

  it("tell each other the temporary credentials they learn, and write no secret anywhere", async () => {
    const secret = "learnedSecretKeyThatIsLongEnough0123456789";
    const given = JSON.stringify({
      AccessKeyId: "ASIALEARNEDEXAMPLE01",
      SecretAccessKey: secret,
      Token: "learned-token",
    });
    const both: Script = (connection, chunk) => {
      if (!connection.received.startsWith("GET /creds")) return ok(connection, chunk);
      const head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
      connection.socket.write(`${head}Content-Length: ${given.length}\r\n\r\n${given}`);
    };
    const run = await opened(both, ["--log", "log.jsonl"]);
    const giver = await run.client();
    await ask(giver, `GET /creds HTTP/1.1\r\nHost: localhost:${run.upstream.port}\r\n\r\n`);
    await waitFor(() => run.seen().length === 1, "the answer to be examined");
    const clients = await Promise.all([run.client(), run.client(), run.client()]);
    const recipe = { accessKeyId: "ASIALEARNEDEXAMPLE01", secret, sessionToken: "learned-token" };
    for (const client of clients) await ask(client, signedBytes(run.upstream.port, "/q", recipe));
    await waitFor(() => run.seen().length === 4, "the requests to be examined");
    const signed = run.seen().slice(1);
    expect(signed.map(({ verdict }) => verdict)).toEqual(["valid", "valid", "valid"]);
    expect(new Set(signed.map(({ id }) => ofWhom(id))).size).toBe(2);
    for (const client of [giver, ...clients]) client.close();
    expect(await run.end("SIGTERM")).toBe(0);
    const files = readdirSync(run.folder, { recursive: true, withFileTypes: true }).filter((each) =>
      each.isFile(),
    );
    const names = files.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(["log.jsonl", "evidence.sqlite"]));
    const written = files
      .map(({ parentPath, name }) => readFileSync(join(parentPath, name), "latin1"))
      .join("");
    const all = JSON.stringify(run.seen()) + run.said() + written;
    for (const canary of [secret, exampleSecret, "learned-token"])
      expect([canary, all.includes(canary)]).toEqual([canary, false]);
  }, 60_000);

  it("decide about --resign, whichever has the connection", async () => {
    const run = await opened(ok, ["--resign", "mismatch"]);
    const clients = await Promise.all([run.client(), run.client()]);
    for (const client of clients)
      expect(await ask(client, signedBytes(run.upstream.port, "/q"))).toBe("HTTP/1.1 200");
    await waitFor(() => run.seen().length === 2, "both to be examined");
    // The upstream of this test is none of AWS's: a worker that did not know of --resign would say nothing.
    for (const { findings } of run.seen())
      expect(findings).toContainEqual(expect.objectContaining({ rule: "not-signed-again" }));
    expect(new Set(run.seen().map(({ id }) => ofWhom(id))).size).toBe(2);
  }, 60_000);

  it("carry HTTP/2, each in connections of its own", async () => {
    const run = await opened(ok);
    const context = await (await testAuthority("upstream")).secureContextFor("localhost");
    const server = createSecureServer({ SNICallback: (_name, done) => done(null, context) });
    server.on("stream", (stream) => {
      stream.respond({ ":status": 200 });
      stream.end("two");
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const authority = `localhost:${(server.address() as AddressInfo).port}`;
    const ca = readFileSync(join(run.folder, "certs", "ca.pem"), "utf8");
    const sessions: ClientHttp2Session[] = [];
    for (const path of ["/1", "/2"]) {
      const socket = await tunnelledTls({ proxyPort: run.port, authority, ca, protocols: ["h2"] });
      const session = connectHttp2(`https://${authority}`, { createConnection: () => socket });
      sessions.push(session);
      expect((await http2Exchange(session, { ":path": path })).body.toString()).toBe("two");
    }
    await waitFor(() => run.seen().length === 2, "both to be examined");
    const seen = run.seen() as { id: string; request: { target: string; httpVersion: string } }[];
    expect(seen.map(({ request }) => `${request.target} ${request.httpVersion}`)).toEqual(["/1 2", "/2 2"]);
    expect(new Set(seen.map(({ id }) => ofWhom(id))).size).toBe(2);
    for (const session of sessions) session.destroy();
    server.close();
  }, 60_000);

  it("are ended at once by a second SIGINT", async () => {
    let asked = false;
    const silent: Script = () => {
      asked = true;
    };
    const run = await opened(silent);
    const client = await run.client();
    client.send(signedBytes(run.upstream.port, "/q"));
    await waitFor(() => asked, "the request upstream");
    const workers = run.workers();
    const ended = run.end("SIGINT");
    await new Promise((resolve) => setTimeout(resolve, 300));
    run.child.kill("SIGINT");
    expect(await Promise.race([ended, new Promise((late) => setTimeout(() => late("late"), 8000))])).not.toBe(
      "late",
    );
    await waitFor(() => workers.every((one) => !isAlive(one)), "the workers to end", 5000);
    expect(verifyEvidence(run.evidence)).toMatchObject({ holds: true });
  }, 60_000);

  it("lose nothing that was examined when one is killed again and again under load", async () => {
    const run = await opened(ok, ["--evidence-rate", "0", "--log", "log.jsonl"]);
    let over = false;
    const answers = { good: 0, cut: 0 };
    const load = async (): Promise<void> => {
      while (!over) {
        const client = await run.client().catch(() => null);
        for (let at = 0; client !== null && at < 20 && !over && !client.closed; at += 1) {
          const answer = await ask(client, signedBytes(run.upstream.port, "/q")).catch(() => null);
          if (answer === "HTTP/1.1 200") answers.good += 1;
          else answers.cut += 1;
        }
        client?.close();
      }
    };
    const loads = Array.from({ length: 6 }, load);
    try {
      for (let kill = 1; kill <= 4; kill += 1) {
        const before = answers.good;
        await waitFor(() => answers.good > before + 20 && run.workers().length === 2, "traffic", 20_000);
        process.kill(run.workers()[kill % 2] ?? 0, "SIGKILL");
        // The one in place of another may not serve yet.
        const told = (): number => run.said().split(/SIGKILL|did not start/).length - 1;
        await waitFor(() => told() === kill, "the line", 20_000);
      }
    } finally {
      over = true;
      await Promise.all(loads);
    }
    expect(await run.end("SIGTERM")).toBe(0);
    expect(verifyEvidence(run.evidence)).toMatchObject({ holds: true, underWay: 0 });
    const { ids, lost, interrupted } = kept(run.evidence);
    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(ids)).toEqual(new Set(run.seen().map(({ id }) => id)));
    // What a killed worker had not told yet is the only thing that may be missing.
    expect(ids.length + lost + interrupted).toBeGreaterThanOrEqual(answers.good - 4 * 50);
    expect(ids.length).toBeGreaterThan(80);
  }, 120_000);

  it("go on when one is killed: one line, a gap, another in its place, and the port stays open", async () => {
    const silent: Script = (connection, chunk) => {
      if (!connection.received.includes("/slow")) ok(connection, chunk);
    };
    const run = await opened(silent);
    const clients = await Promise.all([run.client(), run.client()]);
    for (const client of clients)
      expect(await ask(client, signedBytes(run.upstream.port, "/q"))).toBe("HTTP/1.1 200");
    await waitFor(() => run.seen().length === 2, "both to be examined");
    const [first, second] = clients;
    first?.send(signedBytes(run.upstream.port, "/slow"));
    await waitFor(
      () => run.upstream.connections.some(({ received }) => received.includes("/slow")),
      "the request",
    );
    await new Promise((resolve) => setTimeout(resolve, 300));
    const [victim = 0, other = 0] = run.workers();
    process.kill(victim, "SIGKILL");
    await waitFor(() => run.said().includes("SIGKILL"), "the line", 20_000);
    const killed = first?.closed ? first : second;
    const living = killed === first ? second : first;
    await killed?.untilClosed();
    expect(run.workers()).toContain(other);
    if (living === second)
      expect(await ask(living as NonNullable<typeof living>, signedBytes(run.upstream.port, "/q"))).toBe(
        "HTTP/1.1 200",
      );
    await waitFor(() => run.workers().length === 2, "another worker", 20_000);
    const more = await Promise.all([run.client(), run.client(), run.client()]);
    for (const client of more)
      expect(await ask(client, signedBytes(run.upstream.port, "/q"))).toBe("HTTP/1.1 200");
    const lines = run
      .said()
      .split("\n")
      .filter((line) => line.includes("SIGKILL"));
    expect(lines).toHaveLength(1);
    const lost = killed === first ? 1 : 0;
    expect(lines[0]).toContain(
      lost === 1 ? "1 or more requests were under way; traffic goes on" : "no request was under way",
    );
    for (const client of [...clients, ...more]) client.close();
    expect(await run.end("SIGINT")).toBe(0);
    expect(verifyEvidence(run.evidence)).toMatchObject({ holds: true });
    const { ids, lost: gap, interrupted } = kept(run.evidence);
    expect(new Set(ids).size).toBe(ids.length);
    // Its head is in the file, so that it is no gap.
    expect({ gap, interrupted }).toEqual({ gap: 0, interrupted: lost });
  }, 90_000);

  it("take no client for a loop whose port a killed one had towards its upstream", async () => {
    const run = await opened(ok);
    const client = await run.client();
    expect(await ask(client, signedBytes(run.upstream.port, "/q"))).toBe("HTTP/1.1 200");
    const localPort = run.upstream.connections[0]?.socket.remotePort ?? 0;
    for (const worker of run.workers()) process.kill(worker, "SIGKILL");
    await client.untilClosed();
    await waitFor(() => run.said().split("SIGKILL").length > 2, "both to be told", 20_000);
    const socket = connect({ port: run.port, host: "127.0.0.1", localAddress: "127.0.0.1", localPort });
    const next = new RawClient(socket);
    next.send(`CONNECT localhost:${run.upstream.port} HTTP/1.1\r\nHost: x\r\n\r\n`);
    expect(await next.until(/^HTTP\/1\.1 \d{3} /, 20_000)).toContain("HTTP/1.1 200 ");
    next.close();
  }, 60_000);

  it("end what is under way at SIGINT, in the terminal's whole group, and take nothing new", async () => {
    let answer: (() => void) | null = null;
    const slow: Script = (connection) => {
      answer = () => connection.socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    };
    const run = await opened(slow);
    const client = await run.client();
    client.send(signedBytes(run.upstream.port, "/q"));
    await waitFor(() => answer !== null, "the request upstream");
    for (const worker of run.workers()) process.kill(worker, "SIGINT");
    const ended = run.end("SIGINT");
    await expect
      .poll(
        () =>
          run.client().then(
            () => "open",
            () => "refused",
          ),
        { timeout: 10_000 },
      )
      .toBe("refused");
    (answer as (() => void) | null)?.();
    expect(await client.until(/ok$/)).toContain("HTTP/1.1 200 OK");
    expect(await ended).toBe(0);
    expect(kept(run.evidence)).toMatchObject({ ids: [expect.any(String)], lost: 0, interrupted: 0 });
  }, 60_000);

  it("leave what a terminal's signals mean to the primary", async () => {
    const run = await opened(ok);
    const client = await run.client();
    expect(await ask(client, signedBytes(run.upstream.port, "/q"))).toBe("HTTP/1.1 200");
    const workers = run.workers();
    for (const signal of ["SIGHUP", "SIGQUIT"] as const)
      for (const worker of workers) process.kill(worker, signal);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await ask(client, signedBytes(run.upstream.port, "/q"))).toBe("HTTP/1.1 200");
    expect(run.workers()).toEqual(workers);
  }, 60_000);

  it("end when the primary is killed", async () => {
    const run = await opened(ok);
    const workers = run.workers();
    expect(workers).toHaveLength(2);
    expect(await run.end("SIGKILL")).toBe("SIGKILL");
    const alive = (): number[] => workers.filter((one) => isAlive(one));
    await waitFor(() => alive().length === 0, "the workers to end", 20_000);
    expect(alive()).toEqual([]);
  }, 60_000);

  it("share the limit of connections", async () => {
    const run = await opened(ok, ["--max-connections", "3"]);
    const clients = await Promise.all([run.client(), run.client(), run.client()]);
    await expect(run.client()).rejects.toThrow();
    clients[0]?.close();
    await expect
      .poll(
        () =>
          run.client().then(
            () => "open",
            () => "closed",
          ),
        { timeout: 10_000 },
      )
      .toBe("open");
    await waitFor(() => run.said().includes("more than 3 connections at once"), "the note");
  }, 60_000);
});

function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch {
    return false;
  }
}
