// The `ca` command: the certificate authority's place, how to trust it, and a new one.
import type { Command } from "commander";
import type { CertificateAuthority } from "../proxy/certificate-authority.ts";
import { openCertificateAuthority, rotateCertificateAuthority } from "../proxy/certificate-authority.ts";
import { shellQuoted } from "../report/shell-word.ts";
import { certificateFolder } from "./certificate-folder.ts";
import type { CommandContext } from "./command-context.ts";
import { withSettings } from "./command-context.ts";
import type { Settings } from "./settings.ts";

type Step = (authority: CertificateAuthority, settings: Settings) => string;

/** Declares `ca` with its four subcommands. */
export function caCommand(program: Command, context: CommandContext): void {
  const ca = program
    .command("ca")
    .description("the certificate authority of the proxy: path, print, trust, rotate");
  ca.addHelpText("after", help);
  const declare = (
    name: string,
    description: string,
    open: typeof openCertificateAuthority,
    step: Step,
  ): void => {
    withSettings(ca.command(name).description(description), ["certs", "json"], context, async (settings) => {
      context.output.out(step(await open(certificateFolder(settings.certs, context)), settings));
      return 0;
    });
  };
  declare(
    "path",
    "print the path of the certificate (made when there is none)",
    openCertificateAuthority,
    pathText,
  );
  declare("print", "print the certificate as PEM", openCertificateAuthority, pemText);
  declare("trust", "print how to trust the certificate here", openCertificateAuthority, trustText);
  declare(
    "rotate",
    "make a new authority; clients must trust the new certificate",
    rotateCertificateAuthority,
    factsText,
  );
}

const help = `
The authority is made on first run and stays on this machine. Its key never leaves the folder.

Examples:
  $ export AWS_CA_BUNDLE="$(countersign ca path)"
  $ countersign ca print > countersign-ca.pem
  $ countersign ca trust
  $ countersign ca rotate`;

function pathText(authority: CertificateAuthority, { json }: Settings): string {
  return json ? factsJson(authority) : authority.certificateFile;
}

function pemText(authority: CertificateAuthority, { json }: Settings): string {
  if (json) return JSON.stringify({ ...facts(authority), pem: authority.certificatePem });
  return authority.certificatePem.trimEnd();
}

function factsText(authority: CertificateAuthority, { json }: Settings): string {
  if (json) return factsJson(authority);
  const { ca, sha256, notAfter } = facts(authority);
  return `${ca}\n  SHA-256 ${sha256}\n  valid until ${notAfter}`;
}

function factsJson(authority: CertificateAuthority): string {
  return JSON.stringify(facts(authority));
}

function facts({ certificateFile, fingerprintSha256, notAfterEpochMs }: CertificateAuthority): {
  ca: string;
  sha256: string;
  notAfter: string;
} {
  return {
    ca: certificateFile,
    sha256: fingerprintSha256,
    notAfter: new Date(notAfterEpochMs).toISOString(),
  };
}

/** The safest way first: variables of one terminal. Nothing is installed; the commands are for people to run. */
function trustText(authority: CertificateAuthority, settings: Settings): string {
  if (settings.json) return factsJson(authority);
  const file = shellQuoted(authority.certificateFile);
  return `${factsText(authority, settings)}

For one command, with nothing to install (recommended):
  countersign run -- aws s3 ls

For one terminal:
  eval "$(countersign env)"

For every program of this machine (takes effect until it is taken out again):
  Debian, Ubuntu   sudo cp ${file} /usr/local/share/ca-certificates/countersign.crt && sudo update-ca-certificates
  Fedora, RHEL     sudo trust anchor ${file}
  macOS            sudo security add-trusted-cert -d -r trustRoot -k /Library/Keychains/System.keychain ${file}
  Windows          certutil -addstore Root ${file}
  Java             keytool -importcert -cacerts -alias countersign -file ${file}

Whoever holds the key beside it can impersonate any site to a machine that trusts it: prefer the first two ways.`;
}
