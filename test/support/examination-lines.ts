// The JSON lines of examinations in a text that may hold other output as well.

/** The part of an examination's JSON that tests look at. */
export interface ExaminationLine {
  readonly verdict: string;
  readonly causes: readonly string[];
  readonly request: {
    readonly method: string;
    readonly authority: string;
    readonly target: string;
    readonly bodyBytes: number;
  };
  readonly envelope: { readonly form: string; readonly signedHeaders: readonly string[] } | null;
  readonly findings: readonly {
    readonly rule: string;
    readonly certainty: string;
    readonly severity: string;
    readonly detail: string;
  }[];
  readonly response: {
    readonly status: number;
    readonly code: string | null;
    readonly agrees: boolean | null;
  } | null;
}

/** Every examination in a text, in order. */
export function examinationLines(text: string): readonly ExaminationLine[] {
  return text
    .split("\n")
    .filter((line) => line.startsWith('{"schema":"countersign.examination/1"'))
    .map((line): ExaminationLine => JSON.parse(line));
}

/** What is wrong with traffic that should be right: one line for each request that is not, empty when all is well. */
export function blemishes(examinations: readonly ExaminationLine[]): readonly string[] {
  return examinations.flatMap((examination) => {
    const { request, verdict, causes, response } = examination;
    const findings = examination.findings
      .filter(({ severity }) => severity !== "note")
      .map(({ rule }) => rule);
    const agrees = response?.agrees !== false;
    if (verdict === "valid" && causes.length === 0 && findings.length === 0 && agrees) return [];
    const place = `${request.method} ${request.authority}${request.target}`;
    return [
      `${place}: ${verdict} causes=${causes} findings=${findings} answer=${response?.status} ${response?.code}`,
    ];
  });
}
