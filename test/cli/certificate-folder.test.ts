import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { certificateFolder } from "../../src/cli/certificate-folder.ts";

const context = { workingFolder: "/home/me/project", home: "/home/you" };

describe("certificateFolder", () => {
  it("takes the chosen folder, from the working directory", () => {
    expect(certificateFolder("ca", context)).toBe("/home/me/project/ca");
    expect(certificateFolder("/elsewhere", context)).toBe("/elsewhere");
  });

  it("is certs/ of a checkout", () => {
    expect(certificateFolder(null, context)).toBe(fileURLToPath(new URL("../../certs", import.meta.url)));
  });
});
