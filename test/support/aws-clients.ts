// The third-party clients of this machine, and the same few operations in the words of each. Missing ones are null.
import { runnable } from "./spawned-countersign.ts";

const pythonWithBoto3 = runnable(["/usr/bin/python3", "python3"], ["-c", "import boto3"]);

/** Paths of the clients that run here. */
export const clients: {
  readonly aws: string | null;
  readonly boto3: string | null;
  readonly curl: string | null;
  readonly rclone: string | null;
  readonly s3cmd: string | null;
  readonly faketime: string | null;
} = {
  aws: runnable(["/usr/bin/aws", "/usr/local/bin/aws", "aws"]),
  boto3: pythonWithBoto3,
  // --aws-sigv4 came with 7.75; what is older refuses the option.
  curl: runnable(["/usr/bin/curl", "curl"], ["--aws-sigv4", "aws:amz", "--version"]),
  rclone: runnable(["/usr/bin/rclone", "rclone"], ["version"]),
  s3cmd: runnable(["/usr/bin/s3cmd", "s3cmd"]),
  faketime: runnable(["/usr/bin/faketime", "faketime"]),
};

/** Object keys whose encoding clients disagree about. */
const awkwardKeys: readonly string[] = [
  "plain.txt",
  "a b",
  "a+b",
  "a~b",
  "grüße/日本",
  "!*'()",
  "x=y&z;,@:$",
];

/** Two slashes in a row: a key of its own to S3, and one slash to clients that tidy paths. */
const doubleSlashKey = "dir//file";

/** Quotes a word for a POSIX shell. */
function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

const emptySha256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/** The operations for each client as a shell script; the file `body` is in the working folder. Output goes to files. */
export const scripts: {
  readonly aws: () => string;
  readonly boto3: () => string;
  readonly curl: () => string;
  readonly rclone: () => string;
  readonly s3cmd: () => string;
} = {
  aws: () => {
    const aws = `${clients.aws} --no-cli-pager`;
    const files = awkwardKeys.map(
      (key) => `mkdir -p "$(dirname ${quoted(`up/${key}`)})"; cp body ${quoted(`up/${key}`)}`,
    );
    return `set -e; {
      ${files.join("\n")}
      ${aws} s3api create-bucket --bucket lab-bucket
      ${aws} s3 sync --no-progress up s3://lab-bucket/
      ${aws} s3 sync --no-progress s3://lab-bucket/ down
      diff -r up down
      ${aws} s3api put-object --bucket lab-bucket --key ${doubleSlashKey} --body body --metadata 'lab=one  two'
      ${aws} s3api get-object --bucket lab-bucket --key ${doubleSlashKey} got
      cmp body got
      ${aws} s3api head-object --bucket lab-bucket --key 'a b'
      ${aws} s3api list-objects-v2 --bucket lab-bucket --prefix 'a+' --query 'Contents[0].Key' --output text | grep -xF 'a+b'
      ${aws} s3api delete-object --bucket lab-bucket --key 'a b'
    } >log 2>&1`;
  },
  boto3: () => `set -e; cat >job.py <<'PYTHON'
import boto3
s3 = boto3.client("s3")
s3.create_bucket(Bucket="lab-bucket")
for key in ${JSON.stringify([...awkwardKeys, doubleSlashKey])}:
    s3.put_object(Bucket="lab-bucket", Key=key, Body=b"body of " + key.encode(), Metadata={"lab": "one  two"})
    assert s3.get_object(Bucket="lab-bucket", Key=key)["Body"].read() == b"body of " + key.encode()
    assert s3.head_object(Bucket="lab-bucket", Key=key)["ContentLength"] > 0
assert len(s3.list_objects_v2(Bucket="lab-bucket")["Contents"]) == ${awkwardKeys.length + 1}
s3.upload_file("body", "lab-bucket", "uploaded ~ +")
for key in ${JSON.stringify(awkwardKeys)}:
    s3.delete_object(Bucket="lab-bucket", Key=key)
PYTHON
    ${clients.boto3} job.py >log 2>&1`,
  curl: () => {
    const url = "https://s3.us-east-1.amazonaws.com/lab-bucket";
    const call = (sum: string, rest: string): string =>
      `${clients.curl} -sS --fail-with-body --path-as-is --max-time 60 --aws-sigv4 aws:amz:us-east-1:s3 ` +
      `--user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" -H "x-amz-content-sha256: ${sum}" ${rest}`;
    const encoded = (key: string): string =>
      encodeURIComponent(key)
        .replace(/[!*'()]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
        .replaceAll("%2F", "/");
    const objects = [...awkwardKeys, doubleSlashKey].map((key) => {
      const target = quoted(`${url}/${encoded(key)}`);
      return `
        ${call("$sum", `-X PUT --data-binary @body -H 'Content-Type: text/plain' -H 'X-Amz-Meta-Lab: one two' ${target}`)}
        ${call(emptySha256, `-o got ${target}`)} && cmp body got
        ${call(emptySha256, `-I ${target}`)}`;
    });
    return `set -e; sum=$(sha256sum body | cut -d' ' -f1); {
      ${call(emptySha256, `-X PUT ${url}`)}
      ${objects.join("\n")}
      ${call(emptySha256, quoted(`${url}?list-type=2&prefix=a`))}
      ${call(emptySha256, `-X DELETE ${quoted(`${url}/${encoded("a b")}`)}`)}
    } >log 2>&1`;
  },
  rclone: () => {
    const rclone = clients.rclone;
    const objects = awkwardKeys.map(
      (key) => `
        ${rclone} copyto --no-traverse body ${quoted(`:s3:lab-bucket/${key}`)}
        ${rclone} cat ${quoted(`:s3:lab-bucket/${key}`)} | cmp body -`,
    );
    return `set -e
      export RCLONE_CONFIG=/dev/null RCLONE_S3_PROVIDER=AWS RCLONE_S3_ENV_AUTH=true RCLONE_S3_REGION=us-east-1
      export RCLONE_RETRIES=1 RCLONE_LOW_LEVEL_RETRIES=1
      {
        ${rclone} mkdir :s3:lab-bucket
        export RCLONE_S3_NO_CHECK_BUCKET=true
        ${objects.join("\n")}
        ${rclone} lsf -R --format sp :s3:lab-bucket
        ${rclone} deletefile ${quoted(":s3:lab-bucket/a b")}
      } >log 2>&1`;
  },
  s3cmd: () => {
    // Left to itself s3cmd signs for a region called "US" where it does not know a bucket's.
    const s3cmd = `${clients.s3cmd} --no-progress --region us-east-1`;
    const objects = awkwardKeys.map(
      (key) => `
        ${s3cmd} put --add-header 'x-amz-meta-lab: one two' body ${quoted(`s3://lab-bucket/${key}`)}
        ${s3cmd} get --force ${quoted(`s3://lab-bucket/${key}`)} got && cmp body got`,
    );
    return `set -e; {
      ${s3cmd} mb s3://lab-bucket
      ${objects.join("\n")}
      ${s3cmd} ls -r s3://lab-bucket
      ${s3cmd} info ${quoted("s3://lab-bucket/a b")}
      ${s3cmd} del ${quoted("s3://lab-bucket/a b")}
    } >log 2>&1`;
  },
};
