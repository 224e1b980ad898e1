// How far the heap may grow between two full collections: enough that the buffers of an upload do not start one.
import { setFlagsFromString } from "node:v8";

/** What may be added to what lives before a full collection begins, in percent of what lives. */
const growthPercent = 200;

/**
 * Sets how far the heap of this process may grow. V8 chooses between 10 and 300 percent by the speed it has seen; under traffic it chose
 * so little that the young generation and the buffers of a 64 MiB upload filled it, and full collections followed each other (63 in 15 s).
 */
export function letHeapGrow(): void {
  setFlagsFromString(`--heap-growing-percent=${growthPercent}`);
}
