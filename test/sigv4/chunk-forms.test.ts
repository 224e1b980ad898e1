import { expect, it } from "vitest";
import { chunkForms } from "../../src/sigv4/chunk-forms.ts";

it("hashes what is taken for the data of a chunk by mistake", () => {
  const chunk = {
    index: 0,
    offset: 0,
    dataOffset: 6,
    bytes: 5,
    signature: "a",
    sha256Hex: null,
    sizeLine: "5;chunk-signature=a",
  };
  const found = new Map(
    chunkForms(chunk, [Buffer.from("hel"), Buffer.from("lo")]).map(([hash, words]) => [words, hash]),
  );
  // sha256sum of "hello\r\n" and of "hello\n".
  expect(found.get("the data with the CR LF behind it")).toBe(
    "cd2eca3535741f27a8ae40c31b0c41d4057a7a7b912b33b9aed86485d1c84676",
  );
  expect(found.get("the data with a line feed behind it")).toBe(
    "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03",
  );
  expect(found.get("the data, its hash in capitals")).toBe(
    "2CF24DBA5FB0A30E26E83B2AC5B9E29E1B161E5C1FA7425E73043362938B9824",
  );
  expect(found.get("UNSIGNED-PAYLOAD for the hash of the data")).toBe("UNSIGNED-PAYLOAD");
  expect(found.size).toBe(8);
});
