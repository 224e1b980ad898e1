// Mixed traffic with faults for minutes or hours, and what grows meanwhile: memory, descriptors, the wait of the event loop.
import { execFileSync } from "node:child_process";
import type { RawClient } from "../proxy-client.ts";
import { sleep, waitFor } from "../proxy-client.ts";
import type { Script } from "../proxy-upstream.ts";
import { messageEnd } from "../proxy-upstream.ts";
import type { LoadOutcome, LoadRig } from "./load-rig.ts";
import { underLoad } from "./load-rig.ts";

/** How many descriptors a process may have here. */
export function descriptorLimit(): number {
  return Number(execFileSync("sh", ["-c", "ulimit -n"], { encoding: "utf8" })) || Number.POSITIVE_INFINITY;
}

interface Point {
  readonly seconds: number;
  readonly heapMiB: number;
  readonly rssMiB: number;
  readonly descriptors: number;
  readonly loopP99Ms: number;
}

const lanes = 16;

/** Every eleventh answer is cut off in its body, every thirteenth connection reset before an answer. */
const faulty: Script = (connection) => {
  for (let end = messageEnd(connection.received); end !== null; end = messageEnd(connection.received)) {
    const nonce = Number(/^[A-Z]+ \/(\d+)/.exec(connection.received)?.[1] ?? 0);
    connection.received = connection.received.slice(end);
    const body = String(nonce).padEnd(10 ** (nonce % 5), "x");
    const answer = `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
    if (nonce % 13 === 0) connection.reset();
    else if (nonce % 11 === 0) {
      connection.socket.write(answer.slice(0, -1));
      connection.end();
    } else connection.socket.write(answer);
  }
};

/** Requests of every size by sixteen clients at about a hundred a second, with resets, cuts and aborts among them. */
export async function mixed(minutes: number, progress: (line: string) => void): Promise<LoadOutcome> {
  return await underLoad(faulty, {}, async (rig) => {
    const until = performance.now() + minutes * 60_000;
    const counts = { requests: 0, whole: 0, failed: 0 };
    const points: Point[] = [];
    const watching = watch(rig, until, points, (point) =>
      progress(
        `${Math.round(point.seconds)} s: ${counts.requests} requests, ${counts.whole} whole, ${counts.failed} broken off; ` +
          `heap ${point.heapMiB.toFixed(1)} MiB, ${point.descriptors} descriptors, event loop p99 ${point.loopP99Ms.toFixed(0)} ms`,
      ),
    );
    await Promise.all(Array.from({ length: lanes }, (_, lane) => traffic(rig, lane, until, counts)));
    await watching;
    const settled = points.slice(Math.floor(points.length / 3));
    const heapSlope = slope(settled, ({ heapMiB }) => heapMiB) * 600;
    const descriptorSlope = slope(settled, ({ descriptors }) => descriptors) * 600;
    const loopP99 =
      settled.map(({ loopP99Ms }) => loopP99Ms).sort((a, b) => a - b)[Math.floor(settled.length / 2)] ?? 0;
    rig.holds(heapSlope < 1, `memory grows by ${heapSlope.toFixed(2)} MiB in ten minutes`);
    rig.holds(descriptorSlope < lanes, `descriptors grow by ${descriptorSlope.toFixed(1)} in ten minutes`);
    rig.holds(loopP99 <= 50, `the event loop waits ${loopP99.toFixed(0)} ms (p99)`);
    return {
      ...counts,
      heapMiBIn10Min: heapSlope,
      descriptorsIn10Min: descriptorSlope,
      loopP99Median: loopP99,
    };
  });
}

/** One client after the other on a lane; each is used until a fault takes it. */
async function traffic(
  { client, holds }: LoadRig,
  lane: number,
  until: number,
  counts: { requests: number; whole: number; failed: number },
): Promise<void> {
  let current: RawClient | null = null;
  for (let nonce = lane + 1; performance.now() < until; nonce += lanes) {
    if (current === null || current.closed) current = await client(lane);
    current.received = "";
    const body = nonce % 3 === 0 ? "b".repeat(10 ** (nonce % 6)) : "";
    const head = `${body === "" ? "GET" : "PUT"} /${nonce} HTTP/1.1\r\nHost: host${lane}.internal\r\n`;
    current.send(`${head}Content-Length: ${body.length}\r\n\r\n${body}`);
    counts.requests += 1;
    const one = current;
    if (nonce % 17 === 0) one.reset();
    const length = Math.max(String(nonce).length, 10 ** (nonce % 5));
    const whole = `HTTP/1.1 200 OK\r\nContent-Length: ${length}\r\n\r\n${String(nonce).padEnd(length, "x")}`;
    await waitFor(
      () => one.closed || one.received.length >= whole.length || one.received.startsWith("HTTP/1.1 502"),
      "an answer",
      60_000,
    );
    const right = one.received === whole;
    if (right) counts.whole += 1;
    else counts.failed += 1;
    holds(
      right ? nonce % 13 !== 0 && nonce % 11 !== 0 : nonce % 13 === 0 || nonce % 11 === 0 || nonce % 17 === 0,
      `request ${nonce} ended wrongly: ${one.received.slice(0, 60)}`,
    );
    if (one.received.startsWith("HTTP/1.1 502")) one.close();
    if (nonce % 17 === 0) current = null;
    await sleep(100);
  }
}

async function watch(
  { proxy }: LoadRig,
  until: number,
  points: Point[],
  told: (point: Point) => void,
): Promise<void> {
  const start = performance.now();
  while (performance.now() < until) {
    await sleep(10_000);
    const { loopP99Ms, rssBytes } = await proxy.sample();
    await proxy.collect();
    const { heapBytes } = await proxy.sample();
    const point = {
      seconds: (performance.now() - start) / 1000,
      heapMiB: heapBytes / 1_048_576,
      rssMiB: rssBytes / 1_048_576,
      descriptors: proxy.descriptors(),
      loopP99Ms,
    };
    points.push(point);
    told(point);
  }
}

/** Least squares: growth in a second. */
function slope(points: readonly Point[], of: (point: Point) => number): number {
  const mean = (value: (point: Point) => number): number =>
    points.reduce((sum, point) => sum + value(point), 0) / Math.max(points.length, 1);
  const [meanX, meanY] = [mean(({ seconds }) => seconds), mean(of)];
  const over = points.reduce((sum, point) => sum + (point.seconds - meanX) * (of(point) - meanY), 0);
  const below = points.reduce((sum, point) => sum + (point.seconds - meanX) ** 2, 0);
  return below === 0 ? 0 : over / below;
}
