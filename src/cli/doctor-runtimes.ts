// Runtimes that AWS clients are written in: which are on the PATH, asked for their version.
import type { Runtime } from "../doctor/surroundings.ts";
import type { Ask } from "./doctor-clock.ts";

const questions: readonly (readonly [id: string, command: readonly string[], version: RegExp])[] = [
  ["python", ["python3", "--version"], /Python (\S+)/],
  ["aws-cli", ["aws", "--version"], /aws-cli\/(\S+)/],
  ["node", ["node", "--version"], /^v(\d\S*)/m],
  ["go", ["go", "version"], /go version go(\S+)/],
  ["java", ["java", "-version"], /version "([^"]+)"/],
  ["ruby", ["ruby", "--version"], /ruby (\S+)/],
  ["php", ["php", "--version"], /PHP (\S+)/],
  ["dotnet", ["dotnet", "--version"], /^(\d\S*)/m],
  ["curl", ["curl", "--version"], /^curl (\S+)/m],
  ["rclone", ["rclone", "version"], /rclone v(\S+)/],
];

/** The runtimes found, in a fixed order. */
export async function installedRuntimes(ask: Ask): Promise<readonly Runtime[]> {
  const found = await Promise.all(
    questions.map(async ([id, command, form]): Promise<readonly Runtime[]> => {
      const { status, stdout, stderr } = await ask(command);
      const version = status === 0 ? form.exec(`${stdout}\n${stderr}`)?.[1] : undefined;
      return version === undefined ? [] : [{ id, version }];
    }),
  );
  return found.flat();
}
