// Figures of a measurement, and the goals that they are held against.

const goalOf = { single: 0.98, pair: 0.9, triple: 0, "server-hash": 0.9, correct: 1 };

const percentile = (values, share) => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted.length === 0 ? null : sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
};

function figures(list) {
  const times = list.map((one) => one.searchMs).filter((ms) => ms !== null);
  return {
    total: list.length,
    exact: list.filter((one) => one.exact).length,
    wrong: list.filter((one) => !one.exact && one.got.length > 0).length,
    none: list.filter((one) => !one.exact && one.got.length === 0).length,
    falseProofs: list.filter((one) => one.falseProofs.length > 0).length,
    p50Ms: percentile(times, 0.5),
    p95Ms: percentile(times, 0.95),
  };
}

const grouped = (list, keyOf) => {
  const groups = new Map();
  for (const one of list) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one]);
  return Object.fromEntries([...groups].map(([key, members]) => [key, figures(members)]));
};

/** Figures for each kind and for each class of each kind. */
export function summary(judged) {
  return {
    kinds: grouped(judged, (one) => one.kind),
    classes: grouped(judged, (one) => `${one.kind} ${one.classes.join(" + ")}`),
    loudOnCorrect: judged.filter((one) => one.loud.length > 0).length,
  };
}

/** Whether every goal is met. */
export const goals = ({ kinds, loudOnCorrect }) =>
  loudOnCorrect === 0 &&
  Object.entries(kinds).every(
    ([kind, each]) => each.falseProofs === 0 && each.exact / each.total >= (goalOf[kind] ?? 0),
  );

const row = (name, { exact, total, wrong, none, falseProofs, p50Ms, p95Ms }) =>
  `${name.padEnd(64)} ${String(exact).padStart(5)}/${String(total).padEnd(5)} ${((100 * exact) / total).toFixed(1).padStart(5)} %` +
  `  wrong ${wrong}  none ${none}  false proofs ${falseProofs}` +
  (p50Ms === null ? "" : `  search p50 ${p50Ms.toFixed(1)} ms, p95 ${p95Ms.toFixed(1)} ms`);

/** The figures as text, classes with misses only, then each kind of miss once. */
export function tables(result, judged) {
  const lines = ["## Kinds", ...Object.entries(result.kinds).map(([name, each]) => row(name, each))];
  lines.push(`findings of severity error or warning on correct traffic: ${result.loudOnCorrect}`);
  const missed = Object.entries(result.classes).filter(([, each]) => each.exact < each.total);
  lines.push("", "## Classes with misses", ...missed.map(([name, each]) => row(name, each)));
  lines.push("", "## Misses, each kind of miss once", ...misses(judged));
  const proofs = judged.filter((one) => one.falseProofs.length > 0);
  lines.push(
    "",
    "## False proofs",
    ...proofs.slice(0, 60).map((one) => `${one.id} ${one.classes} (${one.notes}): ${one.falseProofs}`),
  );
  return lines.join("\n");
}

function misses(judged) {
  const groups = new Map();
  for (const one of judged.filter((each) => !each.exact)) {
    const variant = one.kind === "pair" || one.kind === "triple" ? "" : one.notes.replace(/ \(\w+\)$/, "");
    const key = `${one.kind} | ${one.classes.join(" + ")} | ${variant} | ${said(one)}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups].map(
    ([key, members]) =>
      `${String(members.length).padStart(4)} × ${key} | e.g. ${members[0].id} ${members[0].file}`,
  );
}

function said(one) {
  const verdict = one.verdictRight ? "" : ` verdict ${one.verdict} not ${one.expectedVerdict}`;
  const causes = one.causesRight
    ? ""
    : ` got [${one.got}]${one.suspected.length > 0 ? ` suspects ${one.suspected}` : ""}`;
  const stopped = !one.causesRight && one.exhausted === false ? " (search stopped)" : "";
  const loud = one.loud.length > 0 ? ` says ${one.loud}` : "";
  return `${causes}${stopped}${verdict}${loud}${one.error ? ` error ${JSON.stringify(one.error)}` : ""}`.trim();
}
