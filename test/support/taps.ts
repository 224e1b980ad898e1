// Taps for tests: countersign as a process before or behind a middlebox, a client that signs, and a server that verifies.
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync } from "node:fs";
import type { AddressInfo, Socket } from "node:net";
import { createServer } from "node:net";
import { join } from "node:path";
import { createExaminer, examine } from "../../src/diagnosis/examine.ts";
import { exampleKnowledge, exampleSecret } from "../../src/diagnosis/example.ts";
import { latin1 } from "../../src/http/http-message.ts";
import { httpMessages } from "../../src/inputs/http-messages.ts";
import { clients } from "./aws-clients.ts";
import { httpFile } from "./http-files.ts";
import { builtProgram } from "./piped-countersign.ts";
import { waitFor } from "./proxy-client.ts";
import { s3Mismatch } from "./server-mismatch.ts";

/** A countersign that runs. */
export interface Tap {
  readonly port: number;
  /** The certificate authority that its clients trust. */
  readonly caFile: string;
  /** The inspector's address with its key; null without one. */
  readonly inspector: string | null;
  /** What it has said on standard output so far. */
  readonly told: () => string;
  close(): Promise<void>;
}

/** Starts a tap in a folder; files are named by `name`: `a.jsonl` its log, `a.sqlite` its evidence. It knows no secret unless told. */
export async function openTap(
  folder: string,
  name: string,
  parameters: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Tap> {
  const own = ["--port", "0", "--certs", join(folder, `${name}-certs`)];
  const kept = ["--log", `${name}.jsonl`, "--evidence", `${name}.sqlite`];
  const child = spawn(process.execPath, [builtProgram, "start", ...own, ...kept, ...parameters], {
    cwd: folder,
    env: { PATH: process.env.PATH ?? "", HOME: folder, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const texts = { out: "", err: "" };
  child.stdout.setEncoding("utf8").on("data", (piece: string) => (texts.out += piece));
  child.stderr.setEncoding("utf8").on("data", (piece: string) => (texts.err += piece));
  const ended = once(child, "exit");
  const address = (): string | undefined => /http:\/\/127\.0\.0\.1:(\d+)/.exec(texts.err)?.[1];
  await waitFor(() => isReady(texts.err) || child.exitCode !== null, "countersign to be ready", 60_000);
  if (child.exitCode !== null) throw new Error(`countersign did not start: ${texts.err}`);
  return {
    port: Number(address()),
    caFile: join(folder, `${name}-certs`, "ca.pem"),
    inspector: /http:\/\/127\.0\.0\.1:\d+\/#[\w-]+/.exec(texts.err)?.[0] ?? null,
    told: () => texts.out,
    close: async () => {
      if (child.exitCode === null) child.kill("SIGTERM");
      await ended;
    },
  };
}

function isReady(text: string): boolean {
  return /"event":"ready"|^ready/m.test(text);
}

/** curl's own signer, through a tap; gives the status of the answer. */
export async function signedCurl(tap: Tap, url: string, more: readonly string[] = []): Promise<string> {
  const signed = ["--aws-sigv4", "aws:amz:us-east-1:s3", "--user", `AKIAIOSFODNN7EXAMPLE:${exampleSecret}`];
  const way = ["--proxy", `http://127.0.0.1:${tap.port}`, "--noproxy", "", "--cacert", tap.caFile];
  const words = ["-sS", "--path-as-is", "--max-time", "60", "-o", "/dev/null", "-w", "%{http_code}"];
  return await new Promise((resolve, reject) => {
    const curl = clients.curl ?? "curl";
    execFile(curl, [...words, ...way, ...signed, ...more, url], (error, out, err) =>
      error ? reject(new Error(`curl failed: ${err}`)) : resolve(out),
    );
  });
}

/** A server behind the middlebox that verifies as S3 does and writes what it got and answered, as the `http` input has it. */
export interface VerifyingServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Opens the server; its capture grows in `file`. */
export async function openVerifyingServer(file: string): Promise<VerifyingServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    let seen = Buffer.alloc(0);
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
    socket.on("data", (piece: Buffer) => {
      seen = Buffer.concat([seen, piece]);
      if (!isWhole(seen)) return;
      const answer = answerTo(seen);
      appendFileSync(
        file,
        Buffer.concat([seen, Buffer.from("\r\n%%%\r\n"), answer, Buffer.from("\r\n%%%\r\n")]),
      );
      seen = Buffer.alloc(0);
      socket.end(answer);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function isWhole(bytes: Buffer): boolean {
  const text = latin1(bytes);
  const end = text.indexOf("\r\n\r\n");
  const length = Number(/^content-length:\s*(\d+)/im.exec(text.slice(0, end))?.[1] ?? 0);
  return end >= 0 && bytes.length >= end + 4 + length;
}

function answerTo(bytes: Buffer): Buffer {
  const read = httpMessages(bytes, { scheme: "http" });
  const request = "code" in read ? undefined : read[0]?.request;
  if (!request)
    return Buffer.from("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
  const subject = {
    id: "1",
    input: null,
    index: 0,
    request,
    response: null,
    selfCheck: null,
    nowEpochMs: null,
  };
  const { verdict, derivation } = examine(subject, createExaminer(exampleKnowledge()));
  if (verdict === "valid")
    return Buffer.from("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
  const response = s3Mismatch(derivation?.canonicalRequest ?? "");
  const text = latin1(httpFile(request, response)).split("\r\n%%%\r\n")[1] ?? "";
  const length = response.body.content?.length ?? 0;
  return Buffer.from(
    text.replace("\r\n\r\n", `\r\nContent-Length: ${length}\r\nConnection: close\r\n\r\n`),
    "latin1",
  );
}
