// The `env` command: the variables for another terminal, quoted for its shell.
import type { Command } from "commander";
import { CountersignError } from "../http/countersign-error.ts";
import { openCertificateAuthority } from "../proxy/certificate-authority.ts";
import { writeCaBundle } from "./ca-bundle.ts";
import { certificateFolder } from "./certificate-folder.ts";
import type { ChildEnvironment } from "./child-environment.ts";
import { childEnvironment } from "./child-environment.ts";
import type { CommandContext } from "./command-context.ts";
import { withSettings } from "./command-context.ts";
import { makeJavaTrustStore } from "./java-trust-store.ts";
import { preloadFile } from "./node-options.ts";
import { makePhpIniFolder } from "./php-ini.ts";
import type { Settings } from "./settings.ts";

/** The shells whose quoting is known. */
export const shells = ["sh", "fish", "powershell", "dotenv"] as const;
export type Shell = (typeof shells)[number];

/** Whether a text names one of the shells. */
export function isShell(text: string): text is Shell {
  return shells.some((shell) => shell === text);
}

/** Declares `env`. */
export function envCommand(program: Command, context: CommandContext): void {
  const command = program
    .command("env")
    .description(
      "print the variables that send another terminal's AWS traffic through a running `countersign start`",
    )
    .option("--shell <shell>", `quoting: ${shells.join(", ")}`, "sh")
    .option("--java", "set JAVA_TOOL_OPTIONS too: every JVM of the terminal then says so when it starts");
  withSettings(command, ["port", "host", "certs", "intercept"], context, async (settings) => {
    const shell: unknown = command.opts().shell;
    if (typeof shell !== "string" || !isShell(shell)) {
      throw new CountersignError(
        "ERR_OPTION_INVALID",
        `--shell: there is no quoting for ${JSON.stringify(shell)}`,
        {
          hint: `take one of ${shells.join(", ")}`,
        },
      );
    }
    const environment = await terminalEnvironment(settings, context, command.opts().java === true);
    for (const note of environment.notes) context.output.err(`countersign: ${note}`);
    context.output.out(environmentText(environment, shell).trimEnd());
    return 0;
  });
  command.addHelpText("after", help);
}

const help = `
The variables name the address of --host and --port: give the ones countersign was started with. Two programs need
more: rclone 1.60 does not start with AWS_CA_BUNDLE (env -u AWS_CA_BUNDLE rclone …), and s3cmd takes its proxy from
proxy_host and proxy_port in its own file. countersign run sees to both.

Examples:
  $ eval "$(countersign env)"
  $ eval "$(countersign env --java)"
  $ countersign env --shell fish | source
  $ countersign env --shell powershell | Out-String | Invoke-Expression
  $ countersign env --shell dotenv > .env.countersign
  $ eval "$(countersign env --port 9000)" && aws s3 ls`;

async function terminalEnvironment(
  settings: Settings,
  context: CommandContext,
  java: boolean,
): Promise<ChildEnvironment> {
  if (settings.port === 0) {
    throw new CountersignError("ERR_OPTION_INVALID", "--port 0 names no address", {
      hint: "give the port that countersign printed when it started",
    });
  }
  const folder = certificateFolder(settings.certs, context);
  const { certificateFile, certificatePem } = await openCertificateAuthority(folder);
  const { environment } = context;
  const bundle = await writeCaBundle({ folder, certificatePem, environment, extraFiles: [] });
  const store = java ? await makeJavaTrustStore(folder, certificateFile, environment) : null;
  const host =
    settings.host.includes(":") && !settings.host.startsWith("[") ? `[${settings.host}]` : settings.host;
  const { set, removed, notes } = childEnvironment({
    proxyUrl: `http://${host}:${settings.port}`,
    certificateFile,
    bundleFile: bundle.file,
    parent: environment,
    command: java ? ["java"] : [],
    intercept: settings.intercept,
    s3cmdConfiguration: null,
    nodePreload: preloadFile,
    javaTrustStore: store?.file ?? null,
    phpIniFolder: await makePhpIniFolder(folder, bundle.file),
    exampleCredentials: null,
  });
  const noStore =
    store?.file === null
      ? ["there is no keytool to make a trust store with: Java programs will not trust countersign"]
      : [];
  return { set, removed, notes: [...bundle.notes, ...noStore, ...notes] };
}

/** The lines that set and take away the variables, ending in a line break. */
export function environmentText(environment: ChildEnvironment, shell: Shell): string {
  const { set, unset } = dialects[shell];
  const lines = [
    ...environment.removed.flatMap((name) => unset(name)),
    ...Object.entries(environment.set).map(([name, value]) => set(name, value)),
  ];
  return `${lines.join("\n")}\n`;
}

interface Dialect {
  readonly set: (name: string, value: string) => string;
  readonly unset: (name: string) => readonly string[];
}

const dialects: Readonly<Record<Shell, Dialect>> = {
  sh: {
    // POSIX shell, 2.2.2: nothing is special between single quotes but the quote itself.
    set: (name, value) => `export ${name}=${plainOr(value, (text) => `'${text.replaceAll("'", "'\\''")}'`)}`,
    unset: (name) => [`unset ${name}`],
  },
  fish: {
    // fish, "Quotes": between single quotes only \' and \\ are escapes.
    set: (name, value) =>
      `set -gx ${name} ${plainOr(value, (text) => `'${text.replace(/[\\']/g, "\\$&")}'`)}`,
    unset: (name) => [`set -e ${name}`],
  },
  powershell: {
    // about_Quoting_Rules: a quote is doubled; PowerShell takes the typographic quotes for quotes as well.
    set: (name, value) => `$env:${name} = '${value.replace(/['\u2018\u2019\u201a\u201b]/g, "$&$&")}'`,
    unset: (name) => [`Remove-Item Env:${name} -ErrorAction SilentlyContinue`],
  },
  dotenv: {
    set: (name, value) => `${name}=${plainOr(value, dotenvQuoted)}`,
    // A file of variables can take nothing away: an empty value is the nearest.
    unset: (name) => [`${name}=`],
  },
};

/** Values of harmless characters are printed bare: `docker run --env-file` keeps quotes as part of the value. */
function plainOr(value: string, quoted: (text: string) => string): string {
  return /^[A-Za-z0-9_./:,@%+-]+$/.test(value) ? value : quoted(value);
}

function dotenvQuoted(text: string): string {
  if (!/['\r\n]/.test(text)) return `'${text}'`;
  const escaped = text
    .replace(/[\\"$`]/g, "\\$&")
    .replaceAll("\n", "\\n")
    .replaceAll("\r", "\\r");
  return `"${escaped}"`;
}
