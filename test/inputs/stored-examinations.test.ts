import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { signedExample } from "../../src/diagnosis/example.ts";
import { storedExamination } from "../../src/inputs/stored-examinations.ts";
import { examinationJson } from "../../src/report/examination-json.ts";
import { ruleSample } from "../support/examination-samples.ts";
import { examined } from "../support/examined.ts";

describe("a stored examination", () => {
  let line: string;

  beforeAll(async () => {
    line = JSON.stringify(await ruleSample("host-port"));
  });

  it("is read as it was written", () => {
    const { search: _, ...written } = JSON.parse(line);
    const findings = written.findings.map((finding: object) => ({ ...finding, evidence: {} }));
    expect(storedExamination(line)).toEqual({ ...written, findings, search: null });
  });

  it("is shortened and redacted where a line shows more than an export may", async () => {
    const examination = await examined(
      signedExample({ url: "https://sts.amazonaws.com/", service: "sts" }),
      [],
    );
    const full = examinationJson(examination, { signature: "full" });
    const signature = full.envelope.providedSignature ?? "";
    expect(signature).toHaveLength(64);
    const open = {
      ...full,
      request: { ...full.request, headers: [...full.request.headers, ["Cookie", "a=canary"]] },
    };
    const read = storedExamination(JSON.stringify(open));
    expect(JSON.stringify(read)).not.toContain(signature);
    expect(JSON.stringify(read)).not.toContain("canary");
    expect(read?.envelope.providedSignature).toBe(`${signature.slice(0, 8)}…`);
  });

  it("is none where the line is something else, or spoilt", () => {
    const lines = [
      "",
      "null",
      "[]",
      '{"event":"ready"}',
      line.slice(0, -10),
      line.replace('"GET"', "7"),
      `${line}x`,
    ];
    for (const other of lines) expect(storedExamination(other)).toBeNull();
    const hostile =
      '{"schema":"countersign.examination/1","request":{"headers":{"length":1e9}},"__proto__":{}}';
    expect(storedExamination(hostile)).toBeNull();
  });

  it("is none of a line with more signatures than one has, told in a time that grows with the line", () => {
    const many = Array.from(
      { length: 50_000 },
      (_, at) => `{"providedSignature":"${String(at).padStart(20, "0")}"}`,
    );
    const spoilt = `${line.slice(0, -1)},"more":[${many.join(",")}]}`;
    const from = performance.now();
    expect(storedExamination(spoilt)).toBeNull();
    expect(performance.now() - from).toBeLessThan(1000);
  });

  it("never throws, whatever member is spoilt", () => {
    const value = JSON.parse(line);
    const spoil = fc.oneof(fc.jsonValue(), fc.constant(undefined));
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(value)), spoil, (name, other) => {
        const read = storedExamination(JSON.stringify({ ...value, [name]: other }));
        expect(read === null || typeof read.id === "string").toBe(true);
      }),
    );
  });
});
