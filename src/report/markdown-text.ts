// Text inside Markdown that cannot become Markdown: code spans and fences longer than any run of backticks within, prose escaped.

/** A code span; line ends become blanks, and nothing is written as the word. */
export function inlineCode(text: string): string {
  if (text === "") return "nothing";
  const line = text.replace(/[\r\n]+/g, " ");
  const fence = "`".repeat(longestRun(line) + 1);
  const pad = fence.length > 1 || /^ | $/.test(line) ? " " : "";
  return `${fence}${pad}${line}${pad}${fence}`;
}

/** A fenced block of a language. */
export function fencedBlock(language: string, text: string): string {
  const fence = "`".repeat(Math.max(3, longestRun(text) + 1));
  return `${fence}${language}\n${text}\n${fence}`;
}

/** Prose with everything that Markdown or HTML would act on escaped; mentions and links of chats stay text. */
export function proseText(text: string): string {
  return text
    .replace(/[\\`*_[\]|~]|^(?=[#>+=-])|(?<=^\d+)(?=[.)])/gm, (mark) => `\\${mark}`)
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/@/g, "@\u200b")
    .replace(/:\/\//g, ":\u200b//");
}

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
}
