import { describe, expect, it } from "vitest";
import { CopyMenu } from "../../src/page/copy-menu.tsx";
import { renderedText } from "../support/rendered.ts";

describe("copying", () => {
  it("offers every format of one request", () => {
    expect(renderedText(CopyMenu, { number: 1 })).toBe("Copy as curl awscurl AWS CLI boto3 raw bytes");
  });
});
