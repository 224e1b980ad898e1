import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { fallbackSettings } from "../../src/cli/options.ts";
import { openWorkerLink } from "../../src/cli/worker-link.ts";
import type { WorkerNews, WorkerStart } from "../../src/cli/worker-message.ts";
import { openWorkerSession } from "../../src/cli/worker-session.ts";
import { openCertificateAuthority } from "../../src/proxy/certificate-authority.ts";
import { openSharedPort } from "../../src/proxy/shared-port.ts";
import { testFolder } from "../support/piped-countersign.ts";
import { plainClient, waitFor } from "../support/proxy-client.ts";

const folder = join(testFolder("worker-session"), "certs");

async function start(): Promise<WorkerStart> {
  const { fingerprintSha256 } = await openCertificateAuthority(folder);
  return {
    ...{ settings: fallbackSettings(), environment: {}, workingFolder: folder, certificateFolder: folder },
    ...{ knowledge: { credentials: [], signingKeys: [] }, fingerprintSha256, port: 8080, processes: 2 },
    ...{ viaName: "countersign-test", keepsUnderWay: false, resolves: false },
  };
}

function linked(): { link: ReturnType<typeof openWorkerLink>; news: WorkerNews[] } {
  const news: WorkerNews[] = [];
  const link = openWorkerLink({
    send: (reply) => void (reply.kind === "news" && news.push(...reply.news)),
    ...{ keepsUnderWay: false, mostBytes: 1e6 },
  });
  return { link, news };
}

describe("a worker's session", () => {
  it("serves connections it is given, tells when they are gone, and refuses its own and looped ones", async () => {
    const { link, news } = linked();
    const worker = await openWorkerSession(await start(), link);
    let connection = 0;
    const port = await openSharedPort({
      ...{ host: "127.0.0.1", port: 0, maxConnections: 9, connections: () => 0, log: () => undefined },
      accepted: (socket) => {
        connection += 1;
        const own = [{ host: "127.0.0.1", port: 8081 }];
        void worker.carryOut({ kind: "connection", connection, own, looped: connection === 2 }, socket);
        // Only here: a socket that comes through a pipe was never paused.
        socket.resume();
      },
    });
    const asked = async (authority: string): Promise<string> => {
      const client = await plainClient(port.port);
      client.send(`CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n\r\n`);
      return (await client.untilClosed()).slice(0, 12);
    };
    expect(await asked("127.0.0.1:8081")).toBe("HTTP/1.1 403");
    expect(await asked("s3.amazonaws.com:443")).toBe("HTTP/1.1 508");
    await waitFor(() => news.filter(({ kind }) => kind === "gone").length === 2, "the ends to be told");
    const events = news.flatMap((each) => (each.kind === "event" ? [each.event.event] : []));
    expect(events).toEqual(["destination-refused", "loop"]);
    port.close();
    expect(await worker.carryOut({ kind: "settle", ask: 5, deadlineMs: 10 }, null)).toBe(false);
    expect(news.at(-1)).toEqual({ kind: "settled", ask: 5 });
    expect(await worker.carryOut({ kind: "close", deadlineMs: 10 }, null)).toBe(true);
  });

  it("does not open with another authority than the others have", async () => {
    const opening = openWorkerSession({ ...(await start()), fingerprintSha256: "AA" }, linked().link);
    await expect(opening).rejects.toMatchObject({ code: "ERR_CA_UNREADABLE" });
  });
});
