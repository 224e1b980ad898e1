import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { clients } from "../support/aws-clients.ts";
import { countersign, jsonLines, testFolder } from "../support/piped-countersign.ts";

// Each probe starts a process, and a machine may be busy.
vi.setConfig({ testTimeout: 180_000 });

/** A PATH with these programs only. */
function pathOf(programs: Readonly<Record<string, string>>): string {
  const folder = testFolder("doctor-probes");
  mkdirSync(join(folder, "bin"));
  for (const [name, script] of Object.entries(programs)) {
    writeFileSync(join(folder, "bin", name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, "bin", name), 0o755);
  }
  return join(folder, "bin");
}

function probes(path: string): unknown[] {
  const run = countersign(["doctor", "--probe", "--json", "--port", "0", "--certs", "certs"], {
    workingFolder: testFolder("doctor-probes-home"),
    environment: { PATH: path },
  });
  return jsonLines(run.stdout)
    .filter(({ id }) => id === "runtime-probe")
    .map(({ subject, status, detail }) => [subject, status, detail]);
}

test("programs that go past the proxy, distrust it or fail are told apart", () => {
  const path = pathOf({
    ruby: '[ "$1" = --version ] && echo "ruby 3.1.2" && exit; echo "getaddrinfo: Name or service not known" >&2; exit 1',
    php: '[ "$1" = --version ] && echo "PHP 8.2.1" && exit; echo "SSL certificate problem" >&2; exit 1',
    python3: '[ "$1" = --version ] && echo "Python 3.11.2" && exit; exit 9',
    go: 'echo "go version go1.19.8 linux/amd64"',
  });
  expect(probes(path)).toEqual([
    ["python", "warning", "could not make a call (status 9)"],
    ["go", "skipped", "a Go program would have to be compiled"],
    ["ruby", "warning", "makes its calls past the proxy"],
    ["php", "warning", "reaches the proxy and does not trust its certificate"],
  ]);
});

test.skipIf(clients.curl === null)("a call of curl comes through", () => {
  expect(probes(pathOf({ curl: `exec ${clients.curl} "$@"` }))).toEqual([
    ["curl", "ok", "a call came through the proxy"],
  ]);
});
