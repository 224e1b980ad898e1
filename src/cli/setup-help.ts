// What to type so that a program's traffic passes through this proxy, runtime by runtime: the page that a newcomer sees first.
import { join } from "node:path";
import type { RuntimeHelp, SetupHelp } from "../inspector/inspector-api.ts";
import { shellQuoted } from "../report/shell-word.ts";
import { caBundleName } from "./ca-bundle.ts";
import type { Session } from "./session.ts";

/** The help for a session. */
export function setupHelp(
  session: Pick<
    Session,
    "proxyUrl" | "proxy" | "certificateAuthority" | "certificateFolder" | "knowledge" | "exampleCredentials"
  >,
  sandbox: boolean,
): SetupHelp {
  const { proxyUrl, certificateAuthority, certificateFolder } = session;
  const port = session.proxy.port === 8080 ? "" : ` --port ${session.proxy.port}`;
  const certificateFile = certificateAuthority.certificateFile;
  const bundleFile = join(certificateFolder, caBundleName);
  const { credentials, signingKeys } = session.knowledge();
  return {
    ...{ proxyUrl, certificateFile, bundleFile, sandbox },
    known: [
      ...new Set(credentials.map(({ source }) => source)),
      ...(signingKeys.length > 0 ? [`${signingKeys.length} derived signing keys`] : []),
    ],
    shells: [
      { shell: "bash, zsh", command: `eval "$(countersign env${port})"` },
      { shell: "fish", command: `countersign env${port} --shell fish | source` },
      {
        shell: "PowerShell",
        command: `countersign env${port} --shell powershell | Out-String | Invoke-Expression`,
      },
      { shell: ".env", command: `countersign env${port} --shell dotenv > .env.countersign` },
    ],
    runtimes: runtimes(proxyUrl, certificateFile, bundleFile),
  };
}

function runtimes(proxy: string, ca: string, bundle: string): RuntimeHelp[] {
  const { hostname, port } = new URL(proxy);
  const variables = [
    `export HTTPS_PROXY=${shellQuoted(proxy)}`,
    `export AWS_CA_BUNDLE=${shellQuoted(bundle)}`,
  ];
  return [
    { name: "AWS CLI, boto3", about: "Both read two variables.", lines: [...variables, "aws s3 ls"] },
    {
      name: "curl",
      about: "Signing is curl's own: --aws-sigv4.",
      lines: [
        `export HTTPS_PROXY=${shellQuoted(proxy)} CURL_CA_BUNDLE=${shellQuoted(bundle)}`,
        'curl --aws-sigv4 "aws:amz:us-east-1:sts" --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" \\',
        '  "https://sts.us-east-1.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15"',
      ],
    },
    {
      name: "Node.js",
      about:
        "countersign env leads the AWS SDK for JavaScript through the proxy without a change to the program. Without it the SDK ignores HTTPS_PROXY: give its client an agent.",
      lines: [
        `export HTTPS_PROXY=${shellQuoted(proxy)} NODE_EXTRA_CA_CERTS=${shellQuoted(ca)}`,
        "new S3Client({ requestHandler: new NodeHttpHandler({ httpsAgent: new HttpsProxyAgent(process.env.HTTPS_PROXY) }) })",
      ],
    },
    {
      name: "Java",
      about:
        "A Java program reads properties instead of variables, and trusts its own store alone: countersign env --java makes both, or by hand:",
      lines: [
        `keytool -importcert -noprompt -alias countersign -file ${shellQuoted(ca)} -keystore countersign.p12 -storetype PKCS12 -storepass changeit`,
        `export JAVA_TOOL_OPTIONS="-Dhttps.proxyHost=${hostname} -Dhttps.proxyPort=${port} -Djavax.net.ssl.trustStore=countersign.p12 -Djavax.net.ssl.trustStorePassword=changeit"`,
      ],
    },
    {
      name: "Go",
      about:
        "On Linux Go reads SSL_CERT_FILE; on macOS and Windows the system's store: countersign ca trust.",
      lines: [`export HTTPS_PROXY=${shellQuoted(proxy)} SSL_CERT_FILE=${shellQuoted(bundle)}`],
    },
    {
      name: "Docker",
      about: "A container reaches the proxy by the host's network, and needs the certificate inside.",
      lines: [
        `docker run --rm --network host -e HTTPS_PROXY=${shellQuoted(proxy)} -e AWS_CA_BUNDLE=/ca.pem -v ${shellQuoted(`${bundle}:/ca.pem:ro`)} amazon/aws-cli sts get-caller-identity`,
      ],
    },
  ];
}
