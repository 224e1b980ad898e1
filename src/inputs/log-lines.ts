// A log freed of what loggers put before its lines: container names, times, threads. What stands behind is what was logged.

/** A latin1 log text with line feeds only, without a prefix that all its lines share, and with folded records unfolded. */
export function logText(text: string): string {
  const lines = text.replaceAll("\r\n", "\n").split("\n");
  const bare = withoutContainer(lines) ?? withoutQuoting(lines) ?? lines;
  return bare.map(unfolded).join("\n");
}

const container = /^[\w.\-/]{1,64}\s{0,40}\|\s?/;

/** docker-compose and Kubernetes tools print the container's name before every line. */
function withoutContainer(lines: readonly string[]): string[] | null {
  const filled = lines.filter((line) => line.trim() !== "");
  const prefixed = filled.filter((line) => container.test(line)).length;
  if (filled.length < 3 || prefixed < filled.length * 0.9) return null;
  return lines.map((line) => line.replace(container, ""));
}

/** Mails and issue threads quote with `> `. curl's own `> ` has `< ` or `* ` beside it. */
function withoutQuoting(lines: readonly string[]): string[] | null {
  const filled = lines.filter((line) => line.trim() !== "");
  const indent = filled.length >= 3 && filled.every((line) => line.startsWith("    "));
  if (indent) return lines.map((line) => line.replace(/^ {4}/, ""));
  const traced = filled.some((line) => /^> [A-Z]{3,10} \S+ HTTP\//.test(line));
  const quoted = !traced && filled.length >= 3 && filled.every((line) => line.startsWith(">"));
  return quoted ? lines.map((line) => line.replace(/^> ?/, "")) : null;
}

const folded = /(?:canonical|string)[ _-]?(?:request|string|to[ _-]?sign).{0,200}?\\n/i;

/** A record that was printed with its line feeds escaped. */
function unfolded(line: string): string {
  if (line.length > 65_536 || !folded.test(line) || /should have been/.test(line)) return line;
  return line.replace(/\\+r\\+n|\\+n/g, "\n").replace(/\\+"/g, '"');
}
