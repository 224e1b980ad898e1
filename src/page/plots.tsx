// Small plots: bars over time and dots of clock skew, drawn in the page with its own colours.
import type { JSX } from "preact";
import type { Overview } from "../inspector/inspector-api.ts";
import { skewWords } from "./words.ts";

/** A scale for clock skew on which seconds and days both have room: the distance from the middle, −1 to 1. */
export function skewScale(seconds: number): number {
  const size = Math.log10(1 + Math.abs(seconds)) / Math.log10(1 + 7 * 86_400);
  return Math.sign(seconds) * Math.min(size, 1);
}

/** Requests over time: right, other and failed on top of each other. */
export function SpanBars({ spans }: { readonly spans: Overview["spans"] }): JSX.Element {
  const most = Math.max(...spans.map(({ right, failed, other }) => right + failed + other), 1);
  const width = 100 / Math.max(spans.length, 1);
  const bar = (at: number, from: number, count: number, kind: string): JSX.Element | null =>
    count === 0 ? null : (
      <rect
        {...{ key: kind, class: kind, x: at * width + width * 0.12, width: width * 0.76 }}
        y={40 - ((from + count) / most) * 40}
        height={(count / most) * 40}
      />
    );
  return (
    <svg
      class="spans"
      viewBox="0 0 100 40"
      preserveAspectRatio="none"
      role="img"
      aria-label={`At most ${most} requests in one span`}
    >
      {spans.map(({ right, failed, other }, at) => [
        bar(at, 0, right, "right"),
        bar(at, right, other, "other"),
        bar(at, right + other, failed, "failed"),
      ])}
    </svg>
  );
}

/** One series over time, as small bars. */
export function Spark({
  spans,
  label,
}: {
  readonly spans: readonly number[];
  readonly label: string;
}): JSX.Element {
  const most = Math.max(...spans, 1);
  return (
    <svg
      class="spark"
      viewBox={`0 0 ${spans.length * 2} 14`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      {spans.map((count, at) =>
        count === 0 ? null : (
          <rect
            key={at}
            x={at * 2}
            width="1.5"
            y={14 - Math.max((count / most) * 14, 1.5)}
            height={Math.max((count / most) * 14, 1.5)}
          />
        ),
      )}
    </svg>
  );
}

const marks = [-86_400, -3600, -300, 0, 300, 3600, 86_400];

/** Clock skew over time; five minutes off is where AWS begins to refuse. */
export function SkewPlot({ overview }: { readonly overview: Overview }): JSX.Element | null {
  const { skews, fromEpochMs, untilEpochMs } = overview;
  if (skews.length === 0 || fromEpochMs === null || untilEpochMs === null) return null;
  const span = Math.max(untilEpochMs - fromEpochMs, 1);
  const y = (seconds: number): number => 70 - skewScale(seconds) * 62;
  const worst = skews.reduce((most, { seconds }) => (Math.abs(seconds) > Math.abs(most) ? seconds : most), 0);
  return (
    <svg
      class="skews"
      viewBox="0 0 400 140"
      role="img"
      aria-label={`Clock skew of ${skews.length} requests; the greatest is ${worst} seconds`}
    >
      <rect class="fine" x="46" width="346" y={y(300)} height={y(-300) - y(300)} />
      {marks.map((seconds) => (
        <g key={seconds}>
          <line x1="46" x2="392" y1={y(seconds)} y2={y(seconds)} />
          <text x="40" y={y(seconds) + 3} text-anchor="end">
            {seconds === 0 ? "0" : skewWords(seconds)}
          </text>
        </g>
      ))}
      {skews.map(({ atEpochMs, seconds, client }, at) => (
        <circle
          key={at}
          class={Math.abs(seconds) > 300 ? "off" : ""}
          cx={50 + ((atEpochMs - fromEpochMs) / span) * 338}
          cy={y(seconds)}
          r="2.6"
        >
          <title>{`${client}: ${seconds} s`}</title>
        </circle>
      ))}
    </svg>
  );
}
