// The terminal's colours.
import picocolors from "picocolors";
import type { Paint } from "../report/paint.ts";
import { plainPaint } from "../report/paint.ts";

/** Colours where they are wanted, none elsewhere. */
export function paintFor(colour: boolean): Paint {
  return colour ? picocolors.createColors(true) : plainPaint;
}
