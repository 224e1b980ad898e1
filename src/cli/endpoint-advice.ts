// What to say after `run --endpoint-mode` when no AWS call came to the endpoint: for each client, how it is led there. Which releases read
// AWS_ENDPOINT_URL stands in the AWS SDKs and Tools Reference Guide (feature-ss-endpoints) and in the changelogs of AWS CLI and Java SDK.
import { recognisedClients } from "./child-clients.ts";

/** Sentences by the id of a client. */
const advice: Readonly<Record<string, string>> = {
  "aws-cli":
    'The AWS CLI reads AWS_ENDPOINT_URL since its releases 2.13.0 and 1.29.0: give an older one --endpoint-url "$AWS_ENDPOINT_URL". Look for ' +
    "another --endpoint-url, and for a profile with ignore_configured_endpoint_urls = true.",
  python:
    "boto3 reads AWS_ENDPOINT_URL since its release 1.28.0: give an older one " +
    'boto3.client(…, endpoint_url=os.environ["AWS_ENDPOINT_URL"]). An endpoint_url in the code wins over the variable.',
  rclone:
    "rclone takes its endpoint from its remote: set RCLONE_S3_ENDPOINT, or --s3-endpoint, to that address.",
  s3cmd:
    "s3cmd takes its endpoint from its configuration: --no-ssl with --host and --host-bucket, both 127.0.0.1 and the port.",
  curl: "curl goes where its URL says: begin it with that address, and name region and service, --aws-sigv4 aws:amz:us-east-1:s3.",
  node:
    "The AWS SDK for JavaScript v3 reads AWS_ENDPOINT_URL; v2, and an endpoint in the code, do not follow it: " +
    "new S3Client({ endpoint: process.env.AWS_ENDPOINT_URL }).",
  java:
    "The AWS SDK for Java reads AWS_ENDPOINT_URL since its release 2.28.1: give an older client " +
    '.endpointOverride(URI.create(System.getenv("AWS_ENDPOINT_URL"))).',
  ruby: 'An older AWS SDK for Ruby does not read AWS_ENDPOINT_URL: Aws::S3::Client.new(endpoint: ENV["AWS_ENDPOINT_URL"]).',
  go:
    "The AWS SDK for Go v2 reads AWS_ENDPOINT_URL with config.LoadDefaultConfig; v1 does not: aws.Config{Endpoint: …}. Programs with an " +
    "endpoint of their own need it there (restic: -r s3:http://127.0.0.1:PORT/BUCKET).",
  php: "An older AWS SDK for PHP does not read AWS_ENDPOINT_URL: new S3Client(['endpoint' => getenv('AWS_ENDPOINT_URL'), …]).",
  dotnet:
    "An older AWS SDK for .NET does not read AWS_ENDPOINT_URL: set ServiceURL and AuthenticationRegion in the client's configuration.",
  rust: "A client of the AWS SDK for Rust with an endpoint_url of its own does not follow AWS_ENDPOINT_URL: take it out, or set it to that address.",
  cpp: "An older AWS SDK for C++ does not read AWS_ENDPOINT_URL: set endpointOverride in its ClientConfiguration.",
  s3fs: "s3fs takes its endpoint as an option: -o url=http://127.0.0.1:PORT -o use_path_request_style.",
};

const unknownAdvice =
  "If it should have made one, it does not read AWS_ENDPOINT_URL, or has an endpoint of its own: set its endpoint option to that address.";

/** That no call came to the endpoint, and how to lead the clients recognised in the command and in its program's file there. */
export function noEndpointCallText(
  command: readonly string[],
  endpointUrl: string,
  programWords: readonly string[] = [],
): string {
  const found = recognisedClients([...command, ...programWords]).flatMap(({ id }) => advice[id] ?? []);
  return [
    `the command made no AWS call to the endpoint (AWS_ENDPOINT_URL=${endpointUrl}).`,
    ...(found.length === 0 ? [unknownAdvice] : found),
  ].join("\n  ");
}
