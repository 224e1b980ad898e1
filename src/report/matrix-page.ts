// The confusion matrix as a page: what each finding's example yields, and what correct requests yield.

/** What one example, or one kind of correct request, yielded. */
export interface MatrixRow {
  /** The finding whose example it is. */
  readonly id: string;
  /** Rules named as causes. */
  readonly causes: readonly string[];
  /** Further findings of severity error that the rule declares. */
  readonly declared: readonly string[];
  /** Further findings of severity error that nothing declares. */
  readonly others: readonly string[];
  /** Certainty of the example's own finding, or null where it was not found. */
  readonly certainty: string | null;
}

/** Correct requests of one kind, and the findings of severity error or warning on them. */
export interface CorrectRow {
  readonly kind: string;
  readonly requests: number;
  readonly valid: number;
  readonly findings: number;
}

/** Whether a row lies on the diagonal: its own finding, no other undeclared one, no other cause. */
export function onDiagonal({ id, causes, others, certainty }: MatrixRow): boolean {
  return certainty !== null && others.length === 0 && causes.every((cause) => cause === id);
}

/** The page in Markdown. */
export function matrixPage(rows: readonly MatrixRow[], correct: readonly CorrectRow[]): string {
  const off = rows.filter((row) => !onDiagonal(row));
  const head =
    off.length === 0 ? "Nothing lies beside the diagonal." : `${off.length} rows lie beside the diagonal.`;
  const table = rows.map(
    ({ id, causes, certainty, declared, others }) =>
      `| [${id}](findings/${id}.md) | ${causes.join(", ") || "none"} | ${certainty ?? "not found"} | ${declared.join(", ")} | ${others.join(", ")} |`,
  );
  const right = correct.map(
    ({ kind, requests, valid, findings }) => `| ${kind} | ${requests} | ${valid} | ${findings} |`,
  );
  return `# The confusion matrix

Every finding has an example: a request made wrong on purpose. Each must yield its own finding and no other, and correct
requests must yield none. \`npm run matrix\` examines them all and writes this page.

${rows.length} examples: ${rows.length - off.length} yield their own finding alone. ${head}

## Correct requests

| kind | requests | valid | errors and warnings |
|---|---:|---:|---:|
${right.join("\n")}

## Examples

A finding of severity warning or note names no cause. *Declared* are further errors that the same bytes are bound to show.

| example of | causes | certainty | declared | others |
|---|---|---|---|---|
${table.join("\n")}
`;
}
