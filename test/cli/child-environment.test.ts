import { expect, test } from "vitest";
import type { ChildEnvironmentInput } from "../../src/cli/child-environment.ts";
import { applyChildEnvironment, childEnvironment } from "../../src/cli/child-environment.ts";

function input(changes: Partial<ChildEnvironmentInput> = {}): ChildEnvironmentInput {
  return {
    proxyUrl: "http://127.0.0.1:8123",
    certificateFile: "/certs/ca.pem",
    bundleFile: "/certs/ca-bundle.pem",
    parent: {},
    command: ["aws", "s3", "ls"],
    intercept: [],
    s3cmdConfiguration: null,
    nodePreload: "/dist/preload.cjs",
    javaTrustStore: null,
    phpIniFolder: null,
    exampleCredentials: null,
    ...changes,
  };
}

const exempt =
  "169.254.169.254,169.254.170.2,169.254.170.23,[fd00:ec2::254],fd00:ec2::254,[fd00:ec2::23],fd00:ec2::23," +
  "localhost,127.0.0.1,[::1],::1";

test("the child's environment: it sets the proxy, the exemptions and the certificates for every runtime", () => {
  expect(childEnvironment(input())).toEqual({
    set: {
      HTTP_PROXY: "http://127.0.0.1:8123",
      HTTPS_PROXY: "http://127.0.0.1:8123",
      http_proxy: "http://127.0.0.1:8123",
      https_proxy: "http://127.0.0.1:8123",
      WS_PROXY: "http://127.0.0.1:8123",
      WSS_PROXY: "http://127.0.0.1:8123",
      NO_PROXY: exempt,
      no_proxy: exempt,
      CGI_HTTP_PROXY: "http://127.0.0.1:8123",
      GLOBAL_AGENT_HTTP_PROXY: "http://127.0.0.1:8123",
      GLOBAL_AGENT_NO_PROXY: exempt,
      NODE_USE_ENV_PROXY: "1",
      npm_config_proxy: "http://127.0.0.1:8123",
      npm_config_https_proxy: "http://127.0.0.1:8123",
      npm_config_noproxy: exempt,
      AWS_CA_BUNDLE: "/certs/ca-bundle.pem",
      REQUESTS_CA_BUNDLE: "/certs/ca-bundle.pem",
      CURL_CA_BUNDLE: "/certs/ca-bundle.pem",
      SSL_CERT_FILE: "/certs/ca-bundle.pem",
      GIT_SSL_CAINFO: "/certs/ca-bundle.pem",
      CARGO_HTTP_CAINFO: "/certs/ca-bundle.pem",
      PERL_LWP_SSL_CA_FILE: "/certs/ca-bundle.pem",
      HTTPLIB2_CA_CERTS: "/certs/ca-bundle.pem",
      NODE_EXTRA_CA_CERTS: "/certs/ca.pem",
      DENO_CERT: "/certs/ca.pem",
      NODE_OPTIONS: "--require=/dist/preload.cjs",
      COUNTERSIGN_ACTIVE: "1",
      COUNTERSIGN_PROXY: "http://127.0.0.1:8123",
    },
    removed: [],
    notes: [],
  });
});

test("the child's environment: it keeps the user's extra Node roots by giving Node the bundle", () => {
  const { set } = childEnvironment(
    input({ parent: { NODE_EXTRA_CA_CERTS: "/corp.pem", DENO_CERT: "/corp.pem" } }),
  );
  expect(set.NODE_EXTRA_CA_CERTS).toBe("/certs/ca-bundle.pem");
  expect(set.DENO_CERT).toBe("/certs/ca-bundle.pem");
});

test("the child's environment: a program's own CA variable is replaced where the user has set it", () => {
  const { set } = childEnvironment(input({ parent: { RCLONE_CA_CERT: "/corp.pem" } }));
  expect(set.RCLONE_CA_CERT).toBe("/certs/ca-bundle.pem");
  expect(set).not.toHaveProperty("RESTIC_CACERT");
});

test("the child's environment: it takes AWS_CA_BUNDLE away from rclone, also behind a shell", () => {
  const parent = { AWS_CA_BUNDLE: "/corp.pem", PATH: "/bin" };
  const child = childEnvironment(input({ parent, command: ["sh", "-c", "rclone lsd r:"] }));
  expect(child.removed).toEqual(["AWS_CA_BUNDLE"]);
  const applied = applyChildEnvironment(parent, child);
  expect(applied).not.toHaveProperty("AWS_CA_BUNDLE");
  expect(applied.PATH).toBe("/bin");
  expect(applied.SSL_CERT_FILE).toBe("/certs/ca-bundle.pem");
  expect(applied.REQUESTS_CA_BUNDLE).toBe("/certs/ca-bundle.pem");
});

test("the child's environment: it points s3cmd, and nothing else, at the prepared configuration", () => {
  const s3cmdConfiguration = "/proc/1/fd/9";
  expect(childEnvironment(input({ s3cmdConfiguration, command: ["s3cmd", "ls"] })).set.S3CMD_CONFIG).toBe(
    "/proc/1/fd/9",
  );
  expect(childEnvironment(input({ s3cmdConfiguration })).set).not.toHaveProperty("S3CMD_CONFIG");
  expect(childEnvironment(input({ command: ["s3cmd", "ls"] })).set).not.toHaveProperty("S3CMD_CONFIG");
});

test("the child's environment: it gives a Java command proxy properties behind the user's own", () => {
  const { set } = childEnvironment(
    input({ command: ["mvn", "test"], parent: { JAVA_TOOL_OPTIONS: "-Xmx1g" } }),
  );
  expect(set.JAVA_TOOL_OPTIONS).toBe(
    "-Xmx1g -Dhttp.proxyHost=127.0.0.1 -Dhttp.proxyPort=8123 -Dhttps.proxyHost=127.0.0.1 -Dhttps.proxyPort=8123 " +
      "-Dhttp.nonProxyHosts=169.254.169.254|169.254.170.2|169.254.170.23|localhost|127.0.0.1",
  );
  expect(childEnvironment(input()).set).not.toHaveProperty("JAVA_TOOL_OPTIONS");
});

test("the child's environment: it says which entries of NO_PROXY it left out", () => {
  const { set, notes } = childEnvironment(input({ parent: { NO_PROXY: "lan.example,.amazonaws.com" } }));
  expect(set.NO_PROXY).toBe(`${exempt},lan.example`);
  expect(set.no_proxy).toBe(`${exempt},lan.example`);
  expect(notes).toEqual([
    "NO_PROXY names hosts to be looked at (.amazonaws.com): left out for the command, " +
      "still honoured by countersign towards upstream.",
  ]);
});

test("the child's environment: it gives example credentials only when told to, and says so", () => {
  const exampleCredentials = { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "wJalrXUtnFEMI" };
  const { set, notes } = childEnvironment(input({ exampleCredentials }));
  expect(set).toMatchObject({
    AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
    AWS_SECRET_ACCESS_KEY: "wJalrXUtnFEMI",
    AWS_REGION: "us-east-1",
    AWS_DEFAULT_REGION: "us-east-1",
  });
  expect(notes).toEqual([
    "No credentials were found: the command gets the example credentials of AWS's documentation " +
      "(AKIAIOSFODNN7EXAMPLE), which the sandbox knows.",
  ]);
  expect(childEnvironment(input()).set).not.toHaveProperty("AWS_ACCESS_KEY_ID");
});

test("the child's environment: it leaves the user's region as it is", () => {
  const exampleCredentials = { accessKeyId: "A", secretAccessKey: "B" };
  const { set } = childEnvironment(
    input({ exampleCredentials, parent: { AWS_DEFAULT_REGION: "eu-west-3" } }),
  );
  expect(set).not.toHaveProperty("AWS_REGION");
  expect(set).not.toHaveProperty("AWS_DEFAULT_REGION");
});

test("the child's environment: Node.js keeps its options, gets the preload once, and the intercepted hosts by name", () => {
  const parent = { NODE_OPTIONS: "--max-old-space-size=512" };
  const { set } = childEnvironment(input({ parent, intercept: ["localhost:4566", "*.internal"] }));
  expect(set.NODE_OPTIONS).toBe("--require=/dist/preload.cjs --max-old-space-size=512");
  expect(set.COUNTERSIGN_NODE_INTERCEPT).toBe("localhost:4566,*.internal");
  const again = childEnvironment(input({ parent: { NODE_OPTIONS: set.NODE_OPTIONS } }));
  expect(again.set.NODE_OPTIONS).toBe("--require=/dist/preload.cjs --max-old-space-size=512");
});

test("the child's environment: a Java program gets the made trust store, unless it has one of its own", () => {
  const java = { command: ["java", "-jar", "x.jar"], javaTrustStore: "/tmp/a b/store" };
  const { set } = childEnvironment(input(java));
  expect(set.JAVA_TOOL_OPTIONS).toContain(
    '-Djavax.net.ssl.trustStore="/tmp/a b/store" -Djavax.net.ssl.trustStorePassword=changeit',
  );
  const parent = { JAVA_TOOL_OPTIONS: "-Djavax.net.ssl.trustStore=/own" };
  expect(childEnvironment(input({ ...java, parent })).set.JAVA_TOOL_OPTIONS).not.toContain("/tmp/a b");
});

test("PHP: a folder of ini files is read beside its own, or beside the user's", () => {
  const { set } = childEnvironment(input({ phpIniFolder: "/run/php" }));
  expect(set.PHP_INI_SCAN_DIR).toBe(":/run/php");
  const parent = { PHP_INI_SCAN_DIR: "/etc/mine:" };
  expect(childEnvironment(input({ phpIniFolder: "/run/php", parent })).set.PHP_INI_SCAN_DIR).toBe(
    "/etc/mine::/run/php",
  );
  const again = { PHP_INI_SCAN_DIR: ":/run/php" };
  expect(childEnvironment(input({ phpIniFolder: "/run/php", parent: again })).set).not.toHaveProperty(
    "PHP_INI_SCAN_DIR",
  );
});
