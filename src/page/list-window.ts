// Which part of a long list is on the screen, and which pages of it have to be asked for.

/** Height of one row, in CSS pixels: the style sheet has the same. */
export const rowHeight = 34;
/** Rows that are asked for at once. */
export const pageRows = 100;

/** The part that is shown. */
export interface Shown {
  /** First row, and the one behind the last. */
  readonly from: number;
  readonly until: number;
}

const beyond = 12;

/** The rows of a list that are on the screen, and some beyond it. */
export function shownRows(scrollTop: number, height: number, total: number): Shown {
  const from = Math.max(Math.floor(scrollTop / rowHeight) - beyond, 0);
  const until = Math.min(Math.ceil((scrollTop + height) / rowHeight) + beyond, total);
  return { from: Math.min(from, Math.max(until, 0)), until: Math.max(until, 0) };
}

/** The first rows of the pages that hold what is shown. */
export function pagesOf({ from, until }: Shown): number[] {
  const pages: number[] = [];
  for (let page = Math.floor(from / pageRows) * pageRows; page < Math.max(until, 1); page += pageRows)
    pages.push(page);
  return pages;
}

/** Where to scroll so that a row is on the screen; null where it is already. */
export function scrollFor(row: number, scrollTop: number, height: number): number | null {
  const top = row * rowHeight;
  if (top < scrollTop) return top;
  return top + rowHeight > scrollTop + height ? top + rowHeight - height : null;
}
