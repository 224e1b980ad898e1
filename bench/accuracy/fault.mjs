// One fault: a class, a variant, the shapes it can be shown on, and what it does to a plan.

/**
 * `apply(plan, r)` changes the plan in place; false says that the fault cannot be shown on this plan.
 * `also` are other accepted sets of causes (or a function of the plan), `verdict` is null where it is not judged.
 */
export const fault = (id, variant, on, apply, more = {}) => ({
  id,
  variant,
  on,
  apply,
  side: more.side ?? "request",
  also: more.also ?? [],
  verdict: more.verdict === undefined ? ["mismatch"] : more.verdict,
  first: more.first ?? [id],
  /** How often the variant is made for each round. */
  weight: more.weight ?? 1,
});

/** The same fault in several variants. */
export const faults = (id, on, variants, more = {}) =>
  Object.entries(variants).map(([variant, apply]) => fault(id, variant, on, apply, more));
