import { describe, expect, it } from "vitest";
import { reportPieces, requestFormats, requestText } from "../../src/cli/export-formats.ts";
import { reportFormats } from "../../src/cli/report-target.ts";
import { ruleSample } from "../support/examination-samples.ts";
import { exportedSample } from "../support/exported-samples.ts";

const failing = exportedSample({
  url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
  unsignedHeaders: [["Date", "x"]],
  sent: (request) => ({ ...request, target: "/other.json" }),
});

async function text(format: (typeof reportFormats)[number], exchange = failing): Promise<string> {
  async function* all() {
    yield exchange;
  }
  let whole = "";
  for await (const piece of reportPieces(format, all(), "1.2.3")) whole += piece;
  return whole;
}

describe("the formats of exports", () => {
  it("write reports of many requests", async () => {
    const starts = await Promise.all(reportFormats.map(async (format) => (await text(format)).slice(0, 30)));
    expect(starts).toEqual([
      '{"log":{"version":"1.2","creat',
      '{"schema":"countersign.examina',
      '{"$schema":"https://docs.oasis',
      '<?xml version="1.0" encoding="',
      "# The request fails\n\nVerdicts:",
      '<!doctype html>\n<html lang="en',
    ]);
  });

  it("attach its HAR to what fails, in SARIF", async () => {
    const { runs } = JSON.parse(
      await text("sarif", { ...failing, examination: await ruleSample("host-port") }),
    );
    expect(JSON.parse(runs[0].artifacts[0].contents.text).log.entries).toHaveLength(1);
  });

  it("write single requests, or say why not", () => {
    const starts = requestFormats.map((format) => {
      const written = requestText(format, failing);
      return "text" in written ? written.text.slice(0, 12) : written.refusal.slice(0, 12);
    });
    expect(starts).toEqual(["curl --path-", "awscurl --se", "aws s3api ge", "import json\n", "GET /other.j"]);
    const put = exportedSample({ method: "PUT", url: "https://examplebucket.s3.us-east-1.amazonaws.com/k" });
    expect(requestText("aws", put)).toEqual({
      refusal:
        "the AWS CLI's parameters do not follow from PUT https://examplebucket.s3.us-east-1.amazonaws.com/k; --format boto3 or curl sends the same bytes",
    });
    const { request } = put.examination;
    const none = { ...put, examination: { ...put.examination, request: { ...request, method: "" } } };
    expect(requestText("curl", none)).toEqual({
      refusal: "its request is not known, only what was said of it",
    });
  });
});
