// A small seeded generator, so that a seed gives the same cases again.

/** mulberry32 with the few draws that the cases need. */
export function randomFrom(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const int = (low, high) => low + Math.floor(next() * (high - low + 1));
  const pick = (list) => list[int(0, list.length - 1)];
  const text = (alphabet, length) =>
    Array.from({ length }, () => alphabet[int(0, alphabet.length - 1)]).join("");
  return {
    next,
    int,
    pick,
    text,
    chance: (share) => next() < share,
    hex: (length) => text("0123456789abcdef", length),
    upper: (length) => text("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", length),
    word: () => pick(words),
    shuffled: (list) => {
      const copy = [...list];
      for (let i = copy.length - 1; i > 0; i--) {
        const j = int(0, i);
        [copy[i], copy[j]] = [copy[j], copy[i]];
      }
      return copy;
    },
  };
}

const words = [
  ..."alpha bravo charlie delta echo foxtrot golf hotel india juliet kilo lima mike".split(" "),
  ..."report invoice photo backup archive upload sensor metric order customer session draft".split(" "),
  ..."daily weekly cat garden river stone paper copper amber violet north harbor lantern".split(" "),
];
