import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { CommandContext } from "../../src/cli/command-context.ts";
import { fallbackSettings } from "../../src/cli/options.ts";
import { openSession } from "../../src/cli/session.ts";
import type { Settings } from "../../src/cli/settings.ts";
import type { Examination } from "../../src/diagnosis/examination.ts";
import { writeAuthority } from "../../src/proxy/certificate-files.ts";
import { authorityCertificate, newKeyPair, privateKeyPem } from "../../src/proxy/certificate-profile.ts";
import { testFolder } from "../support/piped-countersign.ts";
import { quietContext } from "../support/quiet-context.ts";

const folder = testFolder("session");

function context(environment: Record<string, string> = {}): CommandContext {
  return { ...quietContext(folder, folder), environment };
}

function settings(chosen: Partial<Settings>): Settings {
  return { ...fallbackSettings(), port: 0, certs: "certs", sandbox: true, ...chosen };
}

async function opened(chosen: Partial<Settings> = {}, environment: Record<string, string> = {}) {
  const examinations: Examination[] = [];
  const notes: string[] = [];
  const session = await openSession({
    settings: settings(chosen),
    context: context(environment),
    onExamination: (examination) => examinations.push(examination),
    onNote: (text) => notes.push(text),
  });
  return { session, examinations, notes };
}

describe("openSession", () => {
  it("knows AWS's example credentials in a sandbox where nothing else is known", async () => {
    const { session } = await opened();
    expect(session.exampleCredentials).toBe(true);
    expect(session.knowledge().credentials.map(({ accessKeyId, source }) => [accessKeyId, source])).toEqual([
      ["AKIAIOSFODNN7EXAMPLE", "the sandbox's example credentials"],
    ]);
    expect(session.proxyUrl).toBe(`http://127.0.0.1:${session.proxy.port}`);
    await session.close();
  });

  it("tells of a certificate authority whose end is near, and of no other", async () => {
    const keys = await newKeyPair();
    const made = await authorityCertificate(keys, "machine", Date.now() - 710 * 86_400_000);
    const key = await privateKeyPem(keys.privateKey);
    await writeAuthority(join(folder, "ending"), {
      certificatePem: made.toString("pem"),
      privateKeyPem: key,
    });
    const ending = await opened({ certs: "ending" });
    expect(ending.notes).toEqual([
      expect.stringMatching(/^the certificate authority expires in (?:19|20) days; .*countersign ca rotate$/),
    ]);
    await ending.session.close();
    const fresh = await opened();
    expect(fresh.notes).toEqual([]);
    await fresh.session.close();
  });

  it("knows only what was found where something was", async () => {
    const environment = {
      AWS_ACCESS_KEY_ID: "AKID",
      AWS_SECRET_ACCESS_KEY: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n",
    };
    const { session, notes } = await opened({}, environment);
    expect(session.exampleCredentials).toBe(false);
    expect(session.knowledge().credentials.map(({ accessKeyId }) => accessKeyId)).toEqual(["AKID"]);
    expect(notes).toEqual(["the secret access key of the environment ends in a line feed"]);
    await session.close();
  });

  it("examines what came through before it closes, and counts it", async () => {
    const { session, examinations } = await opened();
    const answer = await fetchThrough(session.proxyUrl, "http://sts.us-east-1.amazonaws.com/");
    await session.close();
    expect(answer).toMatch(/^HTTP\/1\.1 403 /);
    expect(examinations.map(({ verdict }) => verdict)).toEqual(["unsigned"]);
    expect(session.tally.summary().requests).toBe(1);
  });

  it("leaves nothing open when the port is taken", async () => {
    const taken = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => taken.once("listening", resolve));
    const address = taken.address();
    const port = typeof address === "object" && address ? address.port : 0;
    await expect(opened({ port, log: "taken.jsonl" })).rejects.toMatchObject({ code: "ERR_PORT_IN_USE" });
    taken.close();
  });

  it("refuses a log it cannot write and roots it cannot read, before it listens", async () => {
    await expect(opened({ log: "none/x.jsonl" })).rejects.toMatchObject({ code: "ERR_FILE_UNWRITABLE" });
    await expect(opened({ upstreamCa: ["none.pem"] })).rejects.toMatchObject({ code: "ERR_FILE_UNREADABLE" });
    await expect(opened({ credentials: ["none.ini"] })).rejects.toMatchObject({
      code: "ERR_CREDENTIALS_UNREADABLE",
    });
  });
});

/** A request in absolute form, by hand: the head of the answer. */
async function fetchThrough(proxyUrl: string, target: string): Promise<string> {
  const { connect } = await import("node:net");
  const { hostname, port } = new URL(proxyUrl);
  const socket = connect(Number(port), hostname);
  socket.write(`GET ${target} HTTP/1.1\r\nHost: ${new URL(target).host}\r\nConnection: close\r\n\r\n`);
  let text = "";
  for await (const piece of socket) text += String(piece);
  return text;
}
