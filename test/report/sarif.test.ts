// The log is validated against the schema of OASIS, by a validator that knows nothing of countersign.
import { createRequire } from "node:module";
import ajvDraft04 from "ajv-draft-04";
import formats from "ajv-formats";
import { beforeAll, describe, expect, it } from "vitest";
import type { ExaminationJson } from "../../src/report/examination-json.ts";
import type { SarifSubject } from "../../src/report/sarif.ts";
import { sarifLog } from "../../src/report/sarif.ts";
import {
  canaryCookie,
  canaryToken,
  hostileSample,
  ruleSample,
  steeringCharacters,
  validSample,
} from "../support/examination-samples.ts";

const require = createRequire(import.meta.url);
const schema: object = require("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json");
const ajv = new ajvDraft04.default({
  strict: false,
  allErrors: true,
  validateFormats: true,
  unicodeRegExp: false,
});
formats.default(ajv);
const validate = ajv.compile(schema);

async function log(subjects: readonly SarifSubject[]) {
  let text = "";
  for await (const piece of sarifLog(subjects, "1.2.3")) text += piece;
  const value = JSON.parse(text);
  expect(validate(value), JSON.stringify(validate.errors)).toBe(true);
  return { text, run: value.runs[0] };
}

const bare = (examination: ExaminationJson): SarifSubject => ({ examination, har: null });

describe("a SARIF log", () => {
  let mismatch: ExaminationJson;
  let hostile: ExaminationJson;

  beforeAll(async () => {
    mismatch = await ruleSample("header-value-whitespace", "captures/case 1.http");
    hostile = await hostileSample();
  });

  it("is valid without any result", async () => {
    const { run } = await log([bare(await validSample("valid.http"))]);
    expect(run.results).toEqual([]);
    expect(run.tool.driver).toEqual({ name: "countersign", semanticVersion: "1.2.3", rules: [] });
  });

  it("has one result for each finding, with its rule, place and fingerprint", async () => {
    const { run } = await log([bare(mismatch), bare(await ruleSample("clock-skew")), bare(mismatch)]);
    const [first, , again] = run.results;
    expect(run.results.map((one: { ruleId: string }) => one.ruleId)).toEqual([
      "header-value-whitespace",
      "clock-skew",
      "header-value-whitespace",
    ]);
    expect(first.level).toBe("error");
    expect(first.locations[0].physicalLocation.artifactLocation.uri).toBe("captures/case%201.http");
    expect(first.properties.certainty).toBe("proven");
    expect(first.partialFingerprints).toEqual(again.partialFingerprints);
    expect(first.partialFingerprints["countersign/v1"]).toMatch(/^[0-9a-f]{32}$/);
    expect(run.tool.driver.rules[first.ruleIndex].id).toBe("header-value-whitespace");
    expect(run.tool.driver.rules[1].id).toBe("clock-skew");
  });

  it("gives the same fault at the same place the same fingerprint, whatever its id, time and query", async () => {
    const later = {
      ...mismatch,
      id: "other",
      time: "2027-01-01T00:00:00.000Z",
      request: { ...mismatch.request, target: `${mismatch.request.target}?now=1` },
    };
    const { run } = await log([bare(mismatch), bare(later)]);
    expect(run.results[0].partialFingerprints).toEqual(run.results[1].partialFingerprints);
    const elsewhere = { ...mismatch, request: { ...mismatch.request, authority: "other.example" } };
    const { run: other } = await log([bare(elsewhere)]);
    expect(other.results[0].partialFingerprints).not.toEqual(run.results[0].partialFingerprints);
  });

  it("attaches the HAR of the exchange once", async () => {
    const { run } = await log([{ examination: { ...mismatch, input: null, id: "7" }, har: '{"log":{}}' }]);
    expect(run.artifacts).toEqual([
      {
        location: { uri: "countersign/7.har" },
        mimeType: "application/json",
        roles: ["attachment"],
        contents: { text: '{"log":{}}' },
      },
    ]);
    expect(run.results[0].attachments[0].artifactLocation).toEqual({ uri: "countersign/7.har" });
    expect(run.results[0].locations[0].physicalLocation.artifactLocation.uri).toBe("countersign/7.har");
  });

  it("stays valid and safe with hostile texts, and shows no secret", async () => {
    const { text, run } = await log([bare(hostile)]);
    expect(run.results.length).toBeGreaterThan(0);
    expect(text).not.toContain(canaryToken);
    expect(text).not.toContain(canaryCookie);
    expect(text).not.toMatch(/[0-9a-f]{64}(?<!bodySha256Hex":"[0-9a-f]{64})(?=")/);
    expect(steeringCharacters(run.results[0].message.text)).toEqual([]);
  });

  it("names inputs by URIs, whatever their paths hold", async () => {
    const inputs = ["/tmp/a b.http", "C:\\x\\y.http", "ü%/<>.http"];
    const { run } = await log(inputs.map((input) => bare({ ...mismatch, input })));
    const uris = run.results.map(
      (one: { locations: { physicalLocation: { artifactLocation: { uri: string } } }[] }) =>
        one.locations[0]?.physicalLocation.artifactLocation.uri,
    );
    expect(uris).toEqual(["file:///tmp/a%20b.http", "file:///C:/x/y.http", "%C3%BC%25/%3C%3E.http"]);
  });
});
