// Bytes as one word of a POSIX shell. The line is read by people, pasted into terminals and run: nothing in a word may be anything
// but itself there, and nothing may steer the terminal it is pasted into.

/**
 * One word of a POSIX shell that stands for exactly these bytes (latin1 text); null where no shell can: a NUL byte. Printable ASCII
 * stays readable in single quotes; every other byte is written as an octal escape for printf, which is a word of its own there.
 */
export function shellWord(bytes: string): string | null {
  if (bytes.includes("\0")) return null;
  if (/^[A-Za-z0-9_@%+=:,./-]+$/.test(bytes)) return bytes;
  if (bytes === "") return "''";
  return [...bytes.matchAll(/[\x20-\x7e\n]+|[^\x20-\x7e\n]+/g)].map(([run]) => quotedRun(run)).join("");
}

/** A text of this machine, as a path or a profile's name, quoted for a POSIX shell; what it holds stays readable. */
export function shellQuoted(text: string): string {
  return /^[A-Za-z0-9_./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** A `printf` command that writes exactly these bytes (latin1 text), NUL bytes too. */
export function printfCommand(bytes: string): string {
  return `printf '${bytes.replace(/[^A-Za-z0-9 _@+=:,./(){}[\]"<>&;|$#~^*!?-]/g, octal)}'`;
}

/** Line feeds keep their meaning in single quotes; command substitution would drop one at the end. */
function quotedRun(run: string): string {
  if (/^[\x20-\x7e\n]/.test(run)) return `'${run.replaceAll("'", "'\\''")}'`;
  return `"$(printf '${run.replace(/[\0-\xff]/g, octal)}')"`;
}

function octal(character: string): string {
  return `\\${(character.charCodeAt(0) & 0xff).toString(8).padStart(3, "0")}`;
}
