import { describe, expect, it } from "vitest";
import { parseIniFile } from "../../src/credentials/ini-file.ts";

describe("parseIniFile", () => {
  it("keeps quotes and inner blanks of a value, without the white space around it", () => {
    const file = parseIniFile('[default]\naws_secret_access_key =  "a b" \t\r\n');
    expect(file.entries).toEqual([{ section: "default", key: "aws_secret_access_key", value: '"a b"' }]);
  });

  it("keeps a value's later equals signs and comment characters", () => {
    const { entries } = parseIniFile("[default]\nkey = a=b # c ; d\n");
    expect(entries[0]?.value).toBe("a=b # c ; d");
  });

  it("reads `[profile dev]`, quoted names and indented keys", () => {
    const { entries } = parseIniFile("[profile dev]\na = 1\n[ 'two words' ]\n  b = 2\n  c = 3\n");
    expect(entries).toEqual([
      { section: "dev", key: "a", value: "1" },
      { section: "two words", key: "b", value: "2" },
      { section: "two words", key: "c", value: "3" },
    ]);
  });

  it("leaves out what belongs to a nested setting", () => {
    const { entries } = parseIniFile(
      "[default]\ns3 =\n  aws_secret_access_key = nested\nregion = eu-west-1\n",
    );
    expect(entries.map(({ key }) => key)).toEqual(["s3", "region"]);
  });

  it("goes on after an empty value in an indented section", () => {
    const { entries } = parseIniFile("[a]\n  x =\n  y = 1\n[b]\nz = 2\n");
    expect(entries.map(({ key }) => key)).toEqual(["x", "y", "z"]);
  });

  it("takes a byte order mark off and says so", () => {
    const file = parseIniFile("\ufeff[default]\na = 1\n");
    expect(file).toEqual({ entries: [{ section: "default", key: "a", value: "1" }], byteOrderMark: true });
  });

  it("passes over comments, lines without a key and keys before any section", () => {
    expect(parseIniFile("a = 1\n[x]\n# b = 2\n ; c = 3\nno equals sign\n = nothing\n").entries).toEqual([]);
  });

  it("takes any text", () => {
    for (const text of ["", "[", "]", "[]", "[[x]]\n=", "\0\n[\0]\n\0=\0", `[a]\n${"=".repeat(10_000)}`]) {
      expect(() => parseIniFile(text)).not.toThrow();
    }
  });
});
