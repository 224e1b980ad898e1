// One form for every row of S3's order for browser uploads.
import type { Example } from "./example.ts";
import { exampleKnowledge, exampleSecret } from "./example.ts";
import { postExample, withField } from "./example-post.ts";

/** A form that the named check refuses. */
export interface PostRow {
  readonly check: string;
  readonly example: () => Example;
}

const id = "AKIAIOSFODNN7EXAMPLE";
const scoped = (credential: string): Example =>
  postExample({ posted: (fields) => withField(fields, "x-amz-credential", credential) });

/** Every row of the order. */
export const s3PostRows: readonly PostRow[] = [
  {
    check: "fields in front of the file",
    example: () =>
      postExample({ posted: (fields) => fields.filter(({ name }) => name !== "x-amz-algorithm") }),
  },
  {
    check: "fields in front of the file",
    example: () =>
      postExample({ posted: (fields) => fields.filter(({ name }) => name !== "x-amz-signature") }),
  },
  {
    check: "algorithm",
    example: () =>
      postExample({ posted: (fields) => withField(fields, "x-amz-algorithm", "AWS4-HMAC-SHA1") }),
  },
  { check: "credential", example: () => scoped(`${id}/20260102/us-east-1/aws4_request`) },
  { check: "credential", example: () => scoped(`${id}/20260102/us-east-1/s4/aws4_request`) },
  { check: "credential", example: () => scoped(`${id}/20260102/us-east-1/s3/aws4`) },
  { check: "credential", example: () => scoped(`${id}/2026/us-east-1/s3/aws4_request`) },
  { check: "credential", example: () => scoped(`${id}/20260102/eu-west-1/s3/aws4_request`) },
  {
    check: "date",
    example: () => postExample({ posted: (fields) => withField(fields, "x-amz-date", "2026-01-02") }),
  },
  {
    check: "access key",
    example: () => postExample({ knowledge: exampleKnowledge(exampleSecret, "AKIAI44QH8DHBEXAMPLE") }),
  },
  {
    check: "session token",
    example: () => {
      const known = exampleKnowledge();
      const ended = known.credentials.map((one) => ({ ...one, expiresAtEpochMs: 1_767_323_000_000 }));
      return postExample({ knowledge: { ...known, credentials: ended } });
    },
  },
  { check: "signature", example: () => postExample({ secret: "another secret" }) },
  { check: "policy", example: () => postExample({ conditions: [["matches", "$key", ".*"]] }) },
  { check: "policy", example: () => postExample({ expiration: "tomorrow" }) },
  { check: "policy: not expired", example: () => postExample({ expiration: "2026-01-02T03:00:00Z" }) },
  {
    check: "policy: conditions",
    example: () => postExample({ conditions: [["starts-with", "$key", "user/anna/"]] }),
  },
  {
    check: "policy: every field named",
    example: () =>
      postExample({
        fields: [
          { name: "key", value: "user/eric/photo.jpg" },
          { name: "acl", value: "public-read" },
        ],
      }),
  },
  {
    check: "policy: size of the file",
    example: () =>
      postExample({
        conditions: [
          ["starts-with", "$key", "user/"],
          ["content-length-range", 1, 8],
        ],
      }),
  },
  {
    check: "policy: size of the file",
    example: () =>
      postExample({
        conditions: [
          ["starts-with", "$key", "user/"],
          ["content-length-range", 100, 200],
        ],
      }),
  },
];
