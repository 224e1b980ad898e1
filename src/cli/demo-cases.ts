// The demo's requests: correct ones, and ones broken on purpose in the ways that bring people here.
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListBucketsCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { exampleSecret } from "../diagnosis/example.ts";
import type { Verdict } from "../sigv4/verify.ts";
import type { DemoRoute, PlainRequest } from "./demo-clients.ts";
import { curlSigned, demoCredentials, demoS3Client, sendPlain, signedBySmithy } from "./demo-clients.ts";

/** One request of the demo. */
export interface DemoCase {
  readonly title: string;
  readonly signer: "@aws-sdk/client-s3" | "@smithy/signature-v4" | "curl --aws-sigv4";
  readonly verdict: Verdict;
  /** What must come out; empty for correct requests. */
  readonly causes: readonly string[];
  /** Sends exactly one request. An error answer is what it may end in, so it is not an error of the demo. */
  readonly send: (route: DemoRoute) => Promise<unknown>;
}

const bucket = { Bucket: "demo-bucket", Key: "report.txt" };
const sdk = "@aws-sdk/client-s3";
const smithy = "@smithy/signature-v4";
const callerIdentity: PlainRequest = {
  method: "POST",
  host: "sts.us-east-1.amazonaws.com",
  path: "/",
  headers: { "content-type": "application/x-www-form-urlencoded" },
  body: "Action=GetCallerIdentity&Version=2011-06-15",
};
const object: PlainRequest = {
  method: "GET",
  host: "demo-bucket.s3.us-east-1.amazonaws.com",
  path: "/report.txt",
  headers: {},
  body: "",
};
const gateway: PlainRequest = {
  method: "GET",
  host: "abcde12345.execute-api.us-east-1.amazonaws.com",
  path: "/prod/a%20b",
  headers: {},
  body: "",
};
const runtime: PlainRequest = {
  method: "POST",
  host: "runtime.sagemaker.us-east-1.amazonaws.com",
  path: "/endpoints/demo/invocations",
  headers: { "content-type": "application/json" },
  body: '{"instances":[[1,2,3]]}',
};

const correct: readonly DemoCase[] = [
  {
    title: "list the buckets",
    signer: sdk,
    verdict: "valid",
    causes: [],
    send: (route) => demoS3Client(route).send(new ListBucketsCommand({})),
  },
  {
    title: "make a bucket",
    signer: sdk,
    verdict: "valid",
    causes: [],
    send: (route) => demoS3Client(route).send(new CreateBucketCommand({ Bucket: bucket.Bucket })),
  },
  {
    title: "put an object",
    signer: sdk,
    verdict: "valid",
    causes: [],
    send: (route) =>
      demoS3Client(route).send(new PutObjectCommand({ ...bucket, Body: "hello", ContentType: "text/plain" })),
  },
  {
    title: "get it back",
    signer: sdk,
    verdict: "valid",
    causes: [],
    send: (route) => demoS3Client(route).send(new GetObjectCommand(bucket)),
  },
  {
    title: "fetch it by a presigned URL",
    signer: smithy,
    verdict: "valid",
    causes: [],
    send: async (route) =>
      sendPlain(
        route,
        await signedBySmithy({ service: "s3", request: object, escapePath: false, presignedSeconds: 300 }),
      ),
  },
  {
    title: "ask STS who we are",
    signer: smithy,
    verdict: "valid",
    causes: [],
    send: async (route) =>
      sendPlain(route, await signedBySmithy({ service: "sts", request: callerIdentity })),
  },
  {
    title: "invoke a SageMaker endpoint",
    signer: smithy,
    verdict: "valid",
    causes: [],
    send: async (route) => sendPlain(route, await signedBySmithy({ service: "sagemaker", request: runtime })),
  },
];

const broken: readonly DemoCase[] = [
  {
    title: "a secret copied with its line feed",
    signer: sdk,
    verdict: "mismatch",
    causes: ["secret-whitespace-newline"],
    send: (route) =>
      demoS3Client(route, { credentials: demoCredentials(`${exampleSecret}\n`) }).send(
        new ListBucketsCommand({}),
      ),
  },
  {
    title: "a secret whose last character was lost",
    signer: sdk,
    verdict: "mismatch",
    causes: ["secret-truncated-or-mistyped"],
    send: (route) =>
      demoS3Client(route, { credentials: demoCredentials(exampleSecret.slice(0, -1)) }).send(
        new ListBucketsCommand({}),
      ),
  },
  {
    title: "a secret whose / went through URL encoding",
    signer: sdk,
    verdict: "mismatch",
    causes: ["secret-plus-slash-mangled"],
    send: (route) =>
      demoS3Client(route, { credentials: demoCredentials(exampleSecret.replaceAll("/", "%2F")) }).send(
        new ListBucketsCommand({}),
      ),
  },
  {
    title: "the wrong region for this endpoint",
    signer: sdk,
    verdict: "valid",
    causes: ["scope-region-wrong"],
    send: (route) =>
      demoS3Client(route, {
        region: "eu-west-1",
        endpoint: "https://s3.us-east-1.amazonaws.com",
        forcePathStyle: true,
      }).send(new GetObjectCommand(bucket)),
  },
  {
    title: "a clock twenty minutes slow",
    signer: sdk,
    verdict: "valid",
    causes: ["clock-skew"],
    send: (route) =>
      demoS3Client(route, { systemClockOffset: -20 * 60 * 1000 }).send(new GetObjectCommand(bucket)),
  },
  {
    title: "a Content-Type that grew a charset after signing",
    signer: sdk,
    verdict: "mismatch",
    causes: ["content-type-changed"],
    send: (route) =>
      changedAfterSigning(route, (headers) => ({ ...headers, "content-type": "text/plain; charset=utf-8" })),
  },
  {
    title: "an x-amz- header added after signing",
    signer: sdk,
    verdict: "valid",
    causes: ["required-header-unsigned"],
    send: (route) => changedAfterSigning(route, (headers) => ({ ...headers, "x-amz-acl": "public-read" })),
  },
  {
    title: "a body that changed after signing",
    signer: smithy,
    verdict: "mismatch",
    causes: ["payload-changed-after-sign"],
    send: async (route) => {
      const signed = await signedBySmithy({ service: "sagemaker", request: runtime });
      await sendPlain(route, { ...signed, body: `${runtime.body}\n` });
    },
  },
  {
    title: "the host signed with :443, sent without",
    signer: smithy,
    verdict: "mismatch",
    causes: ["host-port"],
    send: async (route) => {
      const signed = await signedBySmithy({
        service: "sts",
        request: {
          ...callerIdentity,
          headers: { ...callerIdentity.headers, host: `${callerIdentity.host}:443` },
        },
      });
      await sendPlain(route, { ...signed, headers: { ...signed.headers, host: callerIdentity.host } });
    },
  },
  {
    title: "the host name taken for the service name",
    signer: smithy,
    verdict: "valid",
    causes: ["scope-service-wrong"],
    send: async (route) =>
      sendPlain(route, await signedBySmithy({ service: "runtime.sagemaker", request: runtime })),
  },
  {
    title: "API Gateway's path encoded once instead of twice",
    signer: smithy,
    verdict: "mismatch",
    causes: ["path-single-encoded-non-s3"],
    send: async (route) =>
      sendPlain(route, await signedBySmithy({ service: "execute-api", request: gateway, escapePath: false })),
  },
  {
    title: "a URL presigned for GET and used for PUT",
    signer: smithy,
    verdict: "mismatch",
    causes: ["presign-wrong-method"],
    send: async (route) => {
      const presigned = await signedBySmithy({
        service: "s3",
        request: object,
        escapePath: false,
        presignedSeconds: 300,
      });
      await sendPlain(route, { ...presigned, method: "PUT", body: "hello" });
    },
  },
];

const withCurl: readonly DemoCase[] = [
  {
    title: "ask STS who we are",
    signer: "curl --aws-sigv4",
    verdict: "valid",
    causes: [],
    send: (route) =>
      curlSigned(route, "aws:amz:us-east-1:sts", [
        "--data",
        callerIdentity.body,
        `https://${callerIdentity.host}/`,
      ]),
  },
  {
    title: "the region of another endpoint",
    signer: "curl --aws-sigv4",
    verdict: "valid",
    causes: ["scope-region-wrong"],
    send: (route) =>
      curlSigned(route, "aws:amz:eu-west-1:sts", [
        "--data",
        callerIdentity.body,
        `https://${callerIdentity.host}/`,
      ]),
  },
];

/** The requests in the order of the demo: correct ones first. */
export function demoCases(options: { readonly curl: boolean }): readonly DemoCase[] {
  const all = [...correct, ...broken, ...(options.curl ? withCurl : [])];
  return [
    ...all.filter(({ causes }) => causes.length === 0),
    ...all.filter(({ causes }) => causes.length > 0),
  ];
}

/** Puts an object with the SDK and changes the headers behind its signer, as a careless HTTP layer does. */
async function changedAfterSigning(
  route: DemoRoute,
  change: (headers: Record<string, string>) => Record<string, string>,
): Promise<unknown> {
  const client = demoS3Client(route);
  client.middlewareStack.add(
    (next) => (args) => {
      const request = args.request as { headers: Record<string, string> };
      request.headers = change(request.headers);
      return next(args);
    },
    { step: "deserialize", priority: "low", name: "changedAfterSigning" },
  );
  return client.send(new PutObjectCommand({ ...bucket, Body: "hello", ContentType: "text/plain" }));
}
