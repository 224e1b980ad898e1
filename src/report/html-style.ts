// The style sheet of the one-file report: light and dark by the reader's own setting, readable in print, no file beside it.

/** The style sheet. The page's policy allows it by its hash, so that nothing else can style or load anything. */
export const htmlStyle: string = `
:root {
  color-scheme: light dark;
  --paper: #fbfbf9; --card: #ffffff; --ink: #1b1d21; --soft: #5a606b; --line: #dfe1e6; --well: #f3f4f2;
  --bad: #b3261e; --bad-wash: #fbe9e7; --warn: #8a5a00; --warn-wash: #fdf3dc; --good: #1a6b3c; --good-wash: #e4f4ea;
  --link: #0b5cad; --sent: #ffd9d4; --signed: #c9ecd3;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14161a; --card: #1b1e24; --ink: #e8eaee; --soft: #a3abb8; --line: #343a45; --well: #22262e;
    --bad: #ff9a90; --bad-wash: #3a1d1b; --warn: #f2c46d; --warn-wash: #372b12; --good: #83d8a3; --good-wash: #16321f;
    --link: #8fc1ff; --sent: #6b2620; --signed: #1d5231;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.55 system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
main, header, footer { max-width: 74rem; margin: 0 auto; padding: 0 1.25rem; }
header { padding-top: 2.25rem; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: .2rem 0 .4rem; text-wrap: balance; }
h2 { font-size: 1.25rem; line-height: 1.3; margin: 0; text-wrap: balance; }
h3 { font-size: .8rem; letter-spacing: .06em; text-transform: uppercase; color: var(--soft); margin: 1.35rem 0 .3rem; }
p { margin: .35rem 0; }
a { color: var(--link); }
.brand { color: var(--soft); font-weight: 600; letter-spacing: .04em; margin: 0; }
.lead { color: var(--soft); max-width: 60rem; }
.tally { display: flex; flex-wrap: wrap; gap: .5rem; padding: 0; margin: 1rem 0 0; list-style: none; }
.tally li { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: .4rem .8rem; }
.tally b { font-size: 1.15rem; margin-right: .3rem; font-variant-numeric: tabular-nums; }
article { background: var(--card); border: 1px solid var(--line); border-left: .35rem solid var(--soft); border-radius: .6rem; padding: 1.1rem 1.25rem 1.25rem; margin: 1.5rem 0; }
article.failed { border-left-color: var(--bad); }
article.warned { border-left-color: var(--warn); }
.chips { display: flex; flex-wrap: wrap; gap: .4rem; padding: 0; margin: .55rem 0; list-style: none; }
.chips li { font-size: .82rem; border: 1px solid var(--line); border-radius: 1rem; padding: .05rem .65rem; color: var(--soft); }
.chips .bad { color: var(--bad); background: var(--bad-wash); border-color: transparent; font-weight: 600; }
.chips .warn { color: var(--warn); background: var(--warn-wash); border-color: transparent; font-weight: 600; }
.chips .good { color: var(--good); background: var(--good-wash); border-color: transparent; font-weight: 600; }
code, pre, .bytes td { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; font-size: .86rem; }
code { overflow-wrap: anywhere; white-space: pre-wrap; }
.detail { white-space: pre-wrap; }
caption { text-align: left; padding: .3rem 0; }
pre { background: var(--well); border-radius: .4rem; padding: .7rem .9rem; overflow-x: auto; white-space: pre-wrap; overflow-wrap: anywhere; margin: .4rem 0; }
.advice { display: grid; grid-template-columns: repeat(auto-fit, minmax(18rem, 1fr)); gap: .8rem; margin-top: 1rem; }
.advice > div { border-radius: .5rem; padding: .65rem .9rem; }
.advice h3 { margin-top: 0; color: inherit; }
.do { background: var(--good-wash); }
.do h3 { color: var(--good); }
.not { background: var(--bad-wash); }
.not h3 { color: var(--bad); }
table { border-collapse: collapse; width: 100%; }
th { text-align: left; font-size: .8rem; color: var(--soft); font-weight: 600; padding: .3rem .6rem; border-bottom: 1px solid var(--line); }
td { padding: .2rem .6rem; vertical-align: top; overflow-wrap: anywhere; }
.bytes { table-layout: fixed; background: var(--well); border-radius: .4rem; }
.bytes td { white-space: pre-wrap; height: 1.9em; }
.bytes td + td, .bytes th + th { border-left: 1px solid var(--line); }
.bytes tr.changed td { font-weight: 600; }
.bytes .nothing { color: var(--soft); font-style: italic; font-weight: 400; }
mark { color: inherit; border-radius: .15rem; padding: 0 .08rem; }
.sent mark { background: var(--sent); text-decoration: underline 2px; text-underline-offset: .2em; }
.signed mark { background: var(--signed); text-decoration: underline double; text-underline-offset: .2em; }
details { margin-top: .9rem; border-top: 1px solid var(--line); padding-top: .6rem; }
summary { cursor: pointer; color: var(--link); }
.wide { overflow-x: auto; }
.rows td { border-bottom: 1px solid var(--line); font-size: .9rem; }
footer { color: var(--soft); font-size: .85rem; padding: 1.5rem 1.25rem 3rem; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; border-radius: .2rem; }
@media print { article { break-inside: avoid; } details { display: none; } }
`;
