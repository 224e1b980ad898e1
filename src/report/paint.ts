// Colours as a value passed in: the terminal's edge decides whether there are any.

/** How a piece of text is coloured. Every function keeps the text itself as it is. */
export interface Paint {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly inverse: (text: string) => string;
  readonly red: (text: string) => string;
  readonly green: (text: string) => string;
  readonly yellow: (text: string) => string;
  readonly cyan: (text: string) => string;
}

const asIs = (text: string): string => text;

/** No colours at all. */
export const plainPaint: Paint = {
  bold: asIs,
  dim: asIs,
  inverse: asIs,
  red: asIs,
  green: asIs,
  yellow: asIs,
  cyan: asIs,
};
