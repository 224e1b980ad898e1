// What is known about AWS clients: by which names a command line shows them, and what each needs beside the usual variables.

/** One client, or a family that behaves alike. Versions are the ones the row was tried with. */
export interface ChildClient {
  readonly id: string;
  /** Base names of commands, or words inside a command text such as `boto3`; lower case. */
  readonly names: readonly string[];
  /** Variables that must not reach it, though the others get them. */
  readonly withheld: readonly string[];
  /** True when it reads its proxy from s3cmd's configuration only. */
  readonly readsS3cmdConfiguration: boolean;
  /** True when it is a Java virtual machine, which reads system properties instead of HTTPS_PROXY. */
  readonly isJava: boolean;
  /** What to do when none of its calls came through the proxy: whole sentences. */
  readonly advice: string;
}

const usual = { withheld: [], readsS3cmdConfiguration: false, isJava: false } as const;

/** Clients with something to know. Every other command gets the variables without exception. */
export const childClients: readonly ChildClient[] = [
  {
    ...usual,
    id: "aws-cli",
    names: ["aws", "aws_completer", "awslocal", "sam", "cdk", "eb", "chalice"],
    advice:
      "The AWS CLI follows HTTPS_PROXY. Look for --no-sign-request, for an --endpoint-url on this machine " +
      "(name its host with --intercept), and for a command that failed before it called.",
  },
  {
    ...usual,
    id: "python",
    names: ["python", "python2", "python3", "boto3", "botocore", "pytest", "ansible", "ansible-playbook"],
    advice:
      "boto3 follows HTTPS_PROXY unless the code passes Config(proxies=…). An endpoint_url on this machine " +
      "has to be named with --intercept.",
  },
  {
    ...usual,
    id: "rclone",
    names: ["rclone"],
    // rclone 1.60 (aws-sdk-go v1 with a transport of its own): LoadCustomCABundleError, it does not start.
    withheld: ["AWS_CA_BUNDLE"],
    advice:
      "rclone follows HTTPS_PROXY. A remote with an endpoint of its own has to be named with --intercept.",
  },
  {
    ...usual,
    id: "s3cmd",
    names: ["s3cmd"],
    readsS3cmdConfiguration: true,
    advice:
      "s3cmd reads its proxy from its configuration only. Where it is given a file inside a shell text " +
      '(sh -c "s3cmd -c FILE …"), add proxy_host and proxy_port to that file, or leave -c out.',
  },
  {
    ...usual,
    id: "curl",
    names: ["curl"],
    advice: "curl follows HTTPS_PROXY unless --noproxy, --proxy or a .curlrc says otherwise.",
  },
  {
    ...usual,
    id: "node",
    names: ["node", "npm", "npx", "yarn", "pnpm", "tsx", "ts-node", "serverless", "sls", "jest", "vitest"],
    advice:
      "The AWS SDK for JavaScript ignores HTTPS_PROXY, so countersign loads a file into Node.js by NODE_OPTIONS that leads its " +
      "connections through the proxy. Look for a program that clears NODE_OPTIONS or its environment, for an agent with a proxy of its " +
      "own, and for an endpoint on this machine (name its host with --intercept).",
  },
  {
    ...usual,
    id: "java",
    names: ["java", "mvn", "mvnw", "gradle", "gradlew", "sbt", "lein", "clojure", "kotlin", "scala"],
    isJava: true,
    advice:
      "A Java program gets the proxy and a trust store in JAVA_TOOL_OPTIONS (the store needs keytool). Look for a client with a proxy or " +
      "trust store of its own: ProxyConfiguration.builder().useSystemPropertyValues(true), -Djavax.net.ssl.trustStore.",
  },
  {
    ...usual,
    id: "ruby",
    names: ["ruby", "bundle", "rake", "rails", "rspec"],
    advice:
      "The AWS SDK for Ruby may need its http_proxy: option; Ruby never uses a proxy for names at 127.x.",
  },
  {
    ...usual,
    id: "go",
    names: ["go", "restic", "terraform", "tofu", "packer", "kubectl", "eksctl"],
    advice: "Go programs follow HTTPS_PROXY, but never for localhost or 127.x.",
  },
  {
    ...usual,
    id: "php",
    names: ["php", "composer", "artisan"],
    advice:
      "cURL and Guzzle in PHP follow HTTPS_PROXY, PHP's own streams need the proxy in their context; the AWS SDK for PHP takes " +
      "'http' => ['proxy' => getenv('HTTPS_PROXY')]. The certificate comes by PHP_INI_SCAN_DIR, which php -n leaves out.",
  },
  {
    ...usual,
    id: "dotnet",
    names: ["dotnet", "pwsh"],
    advice:
      "The AWS SDK for .NET follows HTTPS_PROXY since 2023 and trusts SSL_CERT_FILE on Linux; older ones need ProxyHost and ProxyPort in " +
      "the client's configuration.",
  },
  {
    ...usual,
    id: "rust",
    names: ["cargo", "rust"],
    advice:
      "The AWS SDK for Rust follows HTTPS_PROXY since its releases of August 2025: update it, or give it an HTTP client with a proxy. It " +
      "trusts SSL_CERT_FILE.",
  },
  {
    ...usual,
    id: "cpp",
    names: ["cpp"],
    advice:
      "The AWS SDK for C++ uses no proxy of the environment unless ClientConfiguration has allowSystemProxy = true; its certificates come " +
      "from caFile.",
  },
  {
    ...usual,
    id: "s3fs",
    names: ["s3fs"],
    advice:
      "s3fs trusts the system's certificate store only: add the certificate of `countersign ca path` there.",
  },
];

const unknownClientAdvice =
  "If it should have made one, it ignores HTTPS_PROXY: set its own proxy option to that address and its CA option to " +
  "the certificate of `countersign ca path`. A host that is not AWS's has to be named with --intercept. A script that " +
  "runs rclone must take AWS_CA_BUNDLE out of rclone's environment (rclone 1.60 does not start with it).";

/**
 * What to say when no AWS call came through the proxy: that it is so, and how to mend it for the clients recognised in the command
 * and in the words of its program's file.
 */
export function noCallText(
  command: readonly string[],
  proxyUrl: string,
  programWords: readonly string[] = [],
): string {
  const clients = recognisedClients([...command, ...programWords]);
  const advice = clients.length === 0 ? [unknownClientAdvice] : clients.map((client) => client.advice);
  return [`the command made no AWS call through the proxy (${proxyUrl}).`, ...advice].join("\n  ");
}

/**
 * The clients a command line shows, in the table's order: the base name of any argument, and of any word inside an
 * argument that is itself a command text (`sh -c "s3cmd ls"`, `faketime '-5m' aws …`).
 */
export function recognisedClients(command: readonly string[]): readonly ChildClient[] {
  const words = new Set(command.flatMap(commandWords));
  return childClients.filter((client) => client.names.some((name) => words.has(name)));
}

function commandWords(argument: string): readonly string[] {
  return argument
    .slice(0, 65536)
    .split(/[\s;|&()<>`"'$=]+/)
    .map(baseName);
}

/** `/usr/bin/python3.11` and `C:\\tools\\aws.exe` are `python3` and `aws`. */
function baseName(word: string): string {
  const name = word.slice(Math.max(word.lastIndexOf("/"), word.lastIndexOf("\\")) + 1).toLowerCase();
  return name.replace(/\.(?:exe|cmd|bat)$/, "").replace(/^((?:python|ruby|php)\d?)(?:\.\d+)+$/, "$1");
}
