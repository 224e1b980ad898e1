// How long a search may take: all its time at first, a part of it for requests like those whose search found nothing, so that one
// fault nobody can explain does not take the threads from those that can be.
import type { Subject } from "../diagnosis/examine.ts";
import { headerValue } from "../http/raw-headers.ts";

/** Remembers, by the shape of requests, how many searches in a row ended without a proof. */
export interface Patience {
  /** Milliseconds of `most` for the next search of requests like this one. */
  millisecondsFor(subject: Subject, most: number): number;
  /** Takes the end of a search: whether a proof was found. */
  ended(subject: Subject, proven: boolean): void;
}

/** A tenth of the time is enough for single faults and the likeliest pairs. */
const share = 0.1;

/** An empty memory of at most `limit` shapes; the one unused longest is forgotten first. */
export function openPatience(limit = 256): Patience {
  const fruitless = new Set<string>();
  return {
    millisecondsFor: (subject, most) => (fruitless.has(shapeOf(subject)) ? most * share : most),
    ended: (subject, proven) => {
      const shape = shapeOf(subject);
      fruitless.delete(shape);
      if (!proven) fruitless.add(shape);
      for (const oldest of fruitless) {
        if (fruitless.size <= limit) break;
        fruitless.delete(oldest);
      }
    },
  };
}

/** Same client, host, method and header names. The scope stays out: its date changes every day. */
function shapeOf({ request }: Subject): string {
  const names = request.headers.map(([name]) => name.toLowerCase()).join(";");
  const key = /Credential=([^/,\s]{1,128})/.exec(headerValue(request.headers, "authorization") ?? "")?.[1];
  return [request.method, request.authority, key ?? "", names].join("\n");
}
