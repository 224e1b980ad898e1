import { expect, test } from "vitest";
import type { CertificateFile, Surroundings } from "../../src/doctor/surroundings.ts";
import { trustChecks } from "../../src/doctor/trust-checks.ts";
import { surroundings } from "../support/surroundings.ts";

const whole: CertificateFile = {
  variable: "AWS_CA_BUNDLE",
  path: "/b.pem",
  state: "read",
  certificates: 140,
  holdsOurs: true,
};
const proxies = [{ variable: "HTTPS_PROXY", text: "http://127.0.0.1:8080", listening: true }];

function stands(changes: Partial<Surroundings>): readonly string[] {
  return trustChecks(surroundings(changes)).map(({ id, status, detail }) => `${id} ${status}: ${detail}`);
}

test("a whole bundle is in order", () => {
  expect(stands({ certificateFiles: [whole], proxies })).toEqual([
    "ca-variable ok: 140 certificates",
    "ca-replaces-roots ok: replaces the system's roots with 140 of its own",
    "certificate-authority ok: valid for 365 days, readable by you alone",
  ]);
});

test.each<[Partial<CertificateFile>, string]>([
  [{ state: "missing", certificates: 0 }, "ca-variable error: names a file that does not exist"],
  [{ state: "unreadable", certificates: 0 }, "ca-variable error: names a file that cannot be read"],
  [{ certificates: 0 }, "ca-variable error: names a file without a PEM certificate"],
])("%j", (changes, line) => {
  expect(stands({ certificateFiles: [{ ...whole, ...changes }] })[0]).toBe(line);
});

test("a file of one certificate takes the place of all roots, unless the variable only adds", () => {
  const one = { ...whole, certificates: 1 };
  expect(stands({ certificateFiles: [one] })[1]).toBe(
    "ca-replaces-roots warning: replaces the system's roots with 1 certificate: hosts of other issuers fail",
  );
  expect(stands({ certificateFiles: [{ ...one, variable: "NODE_EXTRA_CA_CERTS" }] })[1]).toMatch(
    /^certificate-authority ok/,
  );
});

test("a bundle without our certificate does not serve behind our proxy", () => {
  const strange = { ...whole, holdsOurs: false };
  expect(stands({ certificateFiles: [strange], proxies })[1]).toMatch(
    /^ca-replaces-roots warning: .*does not hold countersign's/,
  );
  expect(stands({ certificateFiles: [strange] })[1]).toMatch(/^ca-replaces-roots ok/);
});

test.each<[Partial<Surroundings["authority"]>, string]>([
  [{ notAfterEpochMs: null }, "ok: none yet: made when countersign first needs one"],
  [{ notAfterEpochMs: Date.UTC(2026, 0, 12) }, "warning: expires in 10 days"],
  [{ notAfterEpochMs: Date.UTC(2025, 0, 1) }, "error: has expired"],
  [{ problem: { message: "open to others", hint: "chmod 600 x" } }, "error: open to others"],
])("the authority: %j", (changes, line) => {
  expect(stands({ authority: { ...surroundings().authority, ...changes } })).toEqual([
    `certificate-authority ${line}`,
  ]);
});
