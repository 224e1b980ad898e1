// The formats of exports: each makes pieces of text of a stream of exchanges.
import { awsCliLine } from "../report/aws-cli-line.ts";
import { awscurlLine } from "../report/awscurl-line.ts";
import { boto3Snippet } from "../report/boto3-snippet.ts";
import { curlLine } from "../report/curl-line.ts";
import type { ExaminationJson } from "../report/examination-json.ts";
import type { ExportedExchange } from "../report/exported-exchange.ts";
import { harDocument, harOfOne } from "../report/har.ts";
import { htmlReport } from "../report/html-report.ts";
import { junitReport } from "../report/junit.ts";
import { markdownReport } from "../report/markdown-report.ts";
import { operationCall } from "../report/operation-call.ts";
import { rawExchange } from "../report/raw-request.ts";
import { gatheredReport } from "../report/report-groups.ts";
import { requestLine, standing } from "../report/request-facts.ts";
import { sarifLog } from "../report/sarif.ts";
import { unsignedRequest } from "../report/signed-again.ts";
import type { ReportFormat } from "./report-target.ts";

/** Formats of single requests. */
export const requestFormats = ["curl", "awscurl", "aws", "boto3", "http"] as const;
/** A format of single requests. */
export type RequestFormat = (typeof requestFormats)[number];

/** The pieces of a report; `version` is that of countersign. */
export function reportPieces(
  format: ReportFormat,
  exchanges: AsyncIterable<ExportedExchange>,
  version: string,
): AsyncIterable<string> {
  return reports[format](exchanges, version);
}

type Writer = (exchanges: AsyncIterable<ExportedExchange>, version: string) => AsyncIterable<string>;

const reports: Readonly<Record<ReportFormat, Writer>> = {
  har: harDocument,
  jsonl: (exchanges) => mapped(exchanges, ({ examination }) => `${JSON.stringify(examination)}\n`),
  junit: (exchanges) => junitReport(examinations(exchanges)),
  sarif: (exchanges, version) =>
    sarifLog(
      mapped(exchanges, (exchange) => ({
        examination: exchange.examination,
        har: standing(exchange.examination) === "failed" ? harOfOne(exchange, version) : null,
      })),
      version,
    ),
  markdown: (exchanges, version) =>
    whole(async () => markdownReport(await gatheredReport(examinations(exchanges)), version)),
  html: (exchanges, version) =>
    whole(async () =>
      htmlReport(await gatheredReport(examinations(exchanges)), {
        version,
        writtenAt: new Date().toISOString().replace(/\.\d+Z$/, "Z"),
      }),
    ),
};

/** The text of one request, or why there is none. Latin1 for `http`. */
export function requestText(
  format: RequestFormat,
  exchange: ExportedExchange,
): { readonly text: string } | { readonly refusal: string } {
  if (exchange.examination.request.method === "")
    return { refusal: "its request is not known, only what was said of it" };
  if (format === "http") return { text: rawExchange(exchange) };
  const request = unsignedRequest(exchange);
  if (format === "curl") return { text: curlLine(request) };
  if (format === "awscurl") return { text: awscurlLine(request) };
  const call = operationCall(exchange);
  if (format === "boto3") return { text: boto3Snippet(request, call) };
  if (call) return { text: awsCliLine(request, call) };
  return {
    refusal: `the AWS CLI's parameters do not follow from ${requestLine(exchange.examination)}; --format boto3 or curl sends the same bytes`,
  };
}

async function* mapped<From, To>(items: AsyncIterable<From>, to: (item: From) => To): AsyncGenerator<To> {
  for await (const item of items) yield to(item);
}

function examinations(exchanges: AsyncIterable<ExportedExchange>): AsyncIterable<ExaminationJson> {
  return mapped(exchanges, ({ examination }) => examination);
}

async function* whole(text: () => Promise<string>): AsyncGenerator<string> {
  yield await text();
}
