// Examinations for the tests of exports: of the rules' own examples, of correct traffic, and of a request as hostile as it gets.
import { catalogue } from "../../src/diagnosis/catalogue.ts";
import { createExaminer } from "../../src/diagnosis/examine.ts";
import { examineFully } from "../../src/diagnosis/examine-fully.ts";
import type { Example } from "../../src/diagnosis/example.ts";
import { exampleResponse, signedExample } from "../../src/diagnosis/example.ts";
import type { ExaminationJson } from "../../src/report/examination-json.ts";
import { examinationJson } from "../../src/report/examination-json.ts";

/** A session token that no output may show. */
export const canaryToken: string = "IQoJb3JpZ2luX2VjEPn//////////wEaCXVzLWVhc3QtMSJHMEUCIQDx+canary/token==";

/** A cookie that no output may show. */
export const canaryCookie: string = "session=canary-cookie-5f1d7c20";

/** The examination of a rule's example, as it is stored and exported: redacted, signatures shortened. */
export function ruleSample(id: string, name: string = id): Promise<ExaminationJson> {
  const rule = catalogue.find((one) => one.id === id);
  if (!rule) throw new Error(`no rule ${id}`);
  return stored(rule.example(), name);
}

/** The examination of a request that is in order. */
export function validSample(name: string): Promise<ExaminationJson> {
  return stored(signedExample({ url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json" }), name);
}

/** Texts that try to leave whatever they are put into. */
export const hostileTexts: readonly string[] = [
  "<script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  "]]><failure/><![CDATA[",
  "'\"><svg/onload=alert(1)>",
  "</style></textarea><script>",
  "&lt;b&gt;&#60;",
  "```\n# heading\n[link](javascript:alert(1))",
  "\u001b[2J\u001b]0;title\u0007",
  "\u0085\u009b31m",
];

/** A request with hostile texts wherever a client can put them, secrets among them, and a hostile answer. */
export function hostileSample(): Promise<ExaminationJson> {
  const all = hostileTexts.join(" ").replace(/[\r\n\0]/g, " ");
  const signed = signedExample({
    method: "GET",
    url: `https://sts.us-east-1.amazonaws.com/${all.replace(/[ ?#]/g, "")}`,
    service: "sts",
    headers: [["X-Evil", "signed"]],
    sessionToken: canaryToken,
    unsignedHeaders: [
      ["Cookie", canaryCookie],
      ["X-<b>Name", all],
    ],
    sent: (request) => ({
      ...request,
      headers: request.headers.map(([name, value]) => (name === "X-Evil" ? [name, all] : [name, value])),
    }),
    response: exampleResponse(
      403,
      [["Content-Type", "text/xml"]],
      `<ErrorResponse><Error><Code>SignatureDoesNotMatch</Code><Message>${canaryToken} ${escaped(all)}</Message></Error><RequestId>1</RequestId></ErrorResponse>`,
    ),
  });
  return stored(signed, "<b>hostile</b>.http", 200);
}

function escaped(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;");
}

/** Searches no longer than a test may take: what is shown matters here, not how it was found. */
async function stored(example: Example, name: string, milliseconds = 10_000): Promise<ExaminationJson> {
  const { request, response, knowledge, nowEpochMs, related = [] } = example;
  const subject = {
    id: name,
    input: name,
    index: 0,
    request,
    response,
    selfCheck: null,
    nowEpochMs,
    related,
  };
  const budget = { milliseconds, suppositions: 500_000, now: () => performance.now() };
  const examination = await examineFully(subject, createExaminer(knowledge), budget);
  return examinationJson(examination, { signature: "short" });
}

/** Control characters that steer a terminal or are forbidden in XML. */
export function steeringCharacters(text: string): string[] {
  return [...text].filter(
    (one) => (one < " " && !"\t\n\r".includes(one)) || (one >= "\x7f" && one <= "\x9f"),
  );
}
