import { describe, expect, test } from "vitest";
import { pathEncodingOf } from "../../src/endpoints/path-encoding.ts";

describe("the path encoding of a signing name", () => {
  test.each(["s3", "s3express", "s3-object-lambda", "s3-outposts"])("it is single for %s", (name) => {
    expect(pathEncodingOf(name)).toBe("single");
  });

  test.each(["s3tables", "s3vectors", "s3files", "execute-api", "es", "S3", ""])(
    "it is double for %j",
    (name) => {
      expect(pathEncodingOf(name)).toBe("double");
    },
  );
});
