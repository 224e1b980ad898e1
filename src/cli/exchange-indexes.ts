// Indexes of exchanges in the order in which their examinations come together, from however many processes.

/** The indexes. */
export interface ExchangeIndexes {
  /** The index of an exchange, the same for the requests inside it. */
  of(exchangeId: string): number;
}

/** Exchanges of which more may come: a request inside one may be searched for longer than the next are examined. */
const remembered = 4096;

/** Opens them: the first index is 0. */
export function openExchangeIndexes(): ExchangeIndexes {
  const known = new Map<string, number>();
  let next = 0;
  return {
    of: (exchangeId) => {
      const index = known.get(exchangeId) ?? next++;
      known.set(exchangeId, index);
      if (known.size > remembered) known.delete(known.keys().next().value ?? "");
      return index;
    },
  };
}
