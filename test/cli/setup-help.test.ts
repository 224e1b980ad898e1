import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import type { Session } from "../../src/cli/session.ts";
import { setupHelp } from "../../src/cli/setup-help.ts";
import { exampleKnowledge } from "../../src/diagnosis/example.ts";

function helpOf(port: number, folder = "/home/me/certs"): ReturnType<typeof setupHelp> {
  const session: unknown = {
    proxyUrl: `http://127.0.0.1:${port}`,
    proxy: { port },
    certificateAuthority: { certificateFile: `${folder}/ca.pem` },
    certificateFolder: folder,
    knowledge: exampleKnowledge,
    exampleCredentials: false,
  };
  return setupHelp(session as Session, false);
}

describe("what to type", () => {
  it("is one line for each shell, with the port only where it is not the usual one", () => {
    expect(helpOf(8080).shells.map(({ command }) => command)).toEqual([
      'eval "$(countersign env)"',
      "countersign env --shell fish | source",
      "countersign env --shell powershell | Out-String | Invoke-Expression",
      "countersign env --shell dotenv > .env.countersign",
    ]);
    expect(helpOf(9000).shells[0]?.command).toBe('eval "$(countersign env --port 9000)"');
  });

  it("names the files that each runtime reads", () => {
    const { runtimes, bundleFile, certificateFile } = helpOf(8080);
    expect([bundleFile, certificateFile]).toEqual(["/home/me/certs/ca-bundle.pem", "/home/me/certs/ca.pem"]);
    const lines = (name: string): string => runtimes.find((one) => one.name === name)?.lines.join("\n") ?? "";
    expect(lines("AWS CLI, boto3")).toContain("export AWS_CA_BUNDLE=/home/me/certs/ca-bundle.pem");
    expect(lines("Node.js")).toContain("NODE_EXTRA_CA_CERTS=/home/me/certs/ca.pem");
    expect(lines("Java")).toContain("-Dhttps.proxyPort=8080");
  });

  it("holds for folders with blanks and quotes", () => {
    const lines = helpOf(8080, "/home/it's me/certs").runtimes[0]?.lines ?? [];
    const script = `${lines.slice(0, 2).join("\n")}\nprintf %s "$AWS_CA_BUNDLE"`;
    expect(spawnSync("sh", ["-c", script], { encoding: "utf8" }).stdout).toBe(
      "/home/it's me/certs/ca-bundle.pem",
    );
  });

  it("says where known keys are from, and nothing of the keys", () => {
    expect(helpOf(8080).known).toEqual([exampleKnowledge().credentials[0]?.source]);
    expect(JSON.stringify(helpOf(8080))).not.toContain("wJalrXUtnFEMI");
  });
});
