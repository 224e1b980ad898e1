// The machine: its clock, the Node.js that runs countersign, and the port of the proxy.
import type { Check } from "./check.ts";
import { holds } from "./check.ts";
import type { Surroundings } from "./surroundings.ts";

/** AWS refuses a signature five minutes off, S3 one that is fifteen minutes off. */
const refusedMs = 300_000;
const noticedMs = 60_000;

/** Checks of the machine. */
export function machineChecks(surroundings: Surroundings): readonly Check[] {
  return [
    clockCheck(surroundings),
    ...clockFaked(surroundings),
    ...clockOffset(surroundings),
    nodeVersion(surroundings),
    nodeTls(surroundings),
    portCheck(surroundings),
  ];
}

function clockCheck({ clock: { synchronised, source } }: Surroundings): Check {
  const id = "clock";
  const subject = source ?? "clock";
  if (synchronised === null) {
    const detail = "no time service of this machine answers; --check-clock URL compares with a server's Date";
    return { id, status: "skipped", subject, detail, fix: null };
  }
  if (synchronised) return holds(id, subject, "the clock is synchronised");
  const fix = source === "chronyc" ? "sudo chronyc makestep" : "sudo timedatectl set-ntp true";
  return { id, status: "warning", subject, detail: "the clock is not synchronised", fix };
}

function clockFaked({ environment }: Surroundings): readonly Check[] {
  const fakes = ["LD_PRELOAD", "DYLD_INSERT_LIBRARIES"].filter((name) =>
    /faketime/i.test(environment[name] ?? ""),
  );
  const variable = fakes[0];
  if (variable === undefined) return [];
  const detail = "loads libfaketime: programs started here see another time";
  return [
    { id: "clock-faked", status: "warning", subject: variable, detail, fix: `unset ${variable} FAKETIME` },
  ];
}

function clockOffset({ clock: { server } }: Surroundings): readonly Check[] {
  const id = "clock-offset";
  if (server === null) return [];
  const { url: subject, offsetMs } = server;
  if (offsetMs === null)
    return [{ id, status: "skipped", subject, detail: "gave no answer with a Date", fix: null }];
  const seconds = Math.round(Math.abs(offsetMs) / 1000);
  const words = `this clock is ${seconds} s ${offsetMs < 0 ? "behind" : "ahead of"} the server's`;
  if (Math.abs(offsetMs) < noticedMs) return [holds(id, subject, words)];
  const refused = Math.abs(offsetMs) >= refusedMs;
  const detail = `${words}; AWS refuses more than 5 minutes, S3 more than 15`;
  const fix = "sudo timedatectl set-ntp true   # or: sudo chronyc makestep";
  return [{ id, status: refused ? "error" : "warning", subject, detail, fix }];
}

function nodeVersion({ node: { version } }: Surroundings): Check {
  const id = "node-version";
  const [major = 0, minor = 0] = version.replace(/^v/, "").split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return holds(id, "Node.js", version);
  const detail = `${version} is older than 20.19`;
  return {
    id,
    status: "error",
    subject: "Node.js",
    detail,
    fix: "install Node.js 20.19 or newer: https://nodejs.org",
  };
}

function nodeTls({ node: { unsafe } }: Surroundings): Check {
  const id = "node-tls";
  if (unsafe.length === 0) return holds(id, "Node.js", "checks certificates and reads HTTP strictly");
  const fix = unsafe.some((reason) => reason.startsWith("NODE_TLS"))
    ? "unset NODE_TLS_REJECT_UNAUTHORIZED"
    : "unset NODE_OPTIONS";
  return { id, status: "error", subject: "Node.js", detail: unsafe.join("; "), fix };
}

function portCheck(surroundings: Surroundings): Check {
  const id = "port";
  const { host, port, state } = surroundings.port;
  const subject = `${host}:${port}`;
  if (state === "free") return holds(id, subject, "free");
  if (state === "refused") {
    const detail = "this user may not listen there";
    return { id, status: "error", subject, detail, fix: "countersign start --port 8080" };
  }
  const named = surroundings.proxies.some(({ text }) => text.replace(/\/$/, "").endsWith(`//${subject}`));
  if (named) return holds(id, subject, "taken, and named as the proxy: countersign runs there");
  const detail =
    "taken by another program, or by a countersign that this terminal does not use; run takes a free port by itself";
  return {
    id,
    status: "warning",
    subject,
    detail,
    fix: 'countersign start --port 0   # or, if countersign runs there: eval "$(countersign env)"',
  };
}
