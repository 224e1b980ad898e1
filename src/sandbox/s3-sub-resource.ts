// The sub-resources that clients ask for on the way: what AWS answers where nothing was ever configured.
import type { Answer } from "./answer.ts";
import { xmlAnswer } from "./answer.ts";
import type { S3Context } from "./s3-context.ts";
import { owner, s3Namespace } from "./s3-context.ts";
import { queryText } from "./service-request.ts";
import type { XmlNode } from "./xml.ts";
import { xmlText } from "./xml.ts";

/** Sub-resources that are there for every bucket, or never: what AWS answers for a bucket without any configuration. */
export const absentSubResources: Readonly<Record<string, readonly [code: string, message: string]>> = {
  policy: ["NoSuchBucketPolicy", "The bucket policy does not exist"],
  cors: ["NoSuchCORSConfiguration", "The CORS configuration does not exist"],
  lifecycle: ["NoSuchLifecycleConfiguration", "The lifecycle configuration does not exist"],
  tagging: ["NoSuchTagSet", "The TagSet does not exist"],
  website: ["NoSuchWebsiteConfiguration", "The specified bucket does not have a website configuration"],
  encryption: [
    "ServerSideEncryptionConfigurationNotFoundError",
    "The server side encryption configuration was not found",
  ],
  "object-lock": [
    "ObjectLockConfigurationNotFoundError",
    "Object Lock configuration does not exist for this bucket",
  ],
  replication: ["ReplicationConfigurationNotFoundError", "The replication configuration was not found"],
  ownershipControls: ["OwnershipControlsNotFoundError", "The bucket ownership controls were not found"],
  publicAccessBlock: [
    "NoSuchPublicAccessBlockConfiguration",
    "The public access block configuration was not found",
  ],
};

/** Sub-resources that are empty until somebody sets them. */
export const emptySubResources: Readonly<Record<string, XmlNode>> = {
  versioning: ["VersioningConfiguration", ""],
  logging: ["BucketLoggingStatus", ""],
  notification: ["NotificationConfiguration", ""],
  requestPayment: ["RequestPaymentConfiguration", [["Payer", "BucketOwner"]]],
  accelerate: ["AccelerateConfiguration", ""],
};

const otherSubResources = [
  "acl",
  "location",
  "uploads",
  "versions",
  "inventory",
  "analytics",
  "metrics",
  "intelligent-tiering",
  "policyStatus",
  "session",
];

/** The sub-resource a request names, or null for the bucket or object itself. */
export function subResource(context: S3Context): string | null {
  const known = [...Object.keys(absentSubResources), ...Object.keys(emptySubResources), ...otherSubResources];
  return known.find((name) => queryText(context.request, name) !== null) ?? null;
}

/** The access control list of everything here: the owner may do all. */
export function accessControl(): Answer {
  const instance = ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="CanonicalUser"';
  const who: readonly XmlNode[] = [
    ["ID", owner.id],
    ["DisplayName", owner.name],
  ];
  const grantee = xmlText(["Grantee", who], instance);
  const grant = `<AccessControlList><Grant>${grantee}<Permission>FULL_CONTROL</Permission></Grant></AccessControlList>`;
  return xmlAnswer(
    200,
    `<AccessControlPolicy${s3Namespace}>${xmlText(["Owner", who])}${grant}</AccessControlPolicy>`,
  );
}
