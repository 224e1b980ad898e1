import type { PeerCertificate } from "node:tls";
import { describe, expect, it } from "vitest";
import { explainTlsFailure } from "../../src/proxy/tls-failure.ts";

const certificate = {
  subject: { CN: "proxy.corp", O: "Corp\u0000\r\nX-Evil: 1" },
  issuer: { CN: "Corp Root" },
  subjectaltname: "DNS:proxy.corp, DNS:*.corp",
  valid_from: "Jan  1 00:00:00 2026 GMT",
  valid_to: "Feb  1 00:00:00 2026 GMT",
  fingerprint256: "AA:BB:CC:DD:EE:FF:00:11:22:33",
} as unknown as PeerCertificate;

function explained(
  code: string,
  host = "sqs.us-east-1.amazonaws.com",
  shown: PeerCertificate | null = null,
): string {
  return (
    explainTlsFailure(Object.assign(new Error("words of OpenSSL"), { code }), host, shown)?.message ?? "none"
  );
}

describe("a TLS failure towards upstream", () => {
  it("names the certificate, the reason and what to do, in visible ASCII", () => {
    expect(explained("SELF_SIGNED_CERT_IN_CHAIN", "sqs.us-east-1.amazonaws.com", certificate)).toBe(
      "the upstream's certificate chain ends in an unknown root (SELF_SIGNED_CERT_IN_CHAIN); it is " +
        '"proxy.corp, Corp???X-Evil: 1" for proxy.corp, *.corp, issued by "Corp Root", valid from Jan  1 00:00:00 2026 GMT ' +
        "to Feb  1 00:00:00 2026 GMT, SHA-256 AA:BB:CC:DD:EE:FF:00:11.... AWS's certificates come from roots that every " +
        "system knows, so something on the way ends TLS (a proxy that inspects, a VPN, an endpoint of your own). If you trust " +
        "its root, give it with --upstream-ca FILE.",
    );
  });
  it("gives each fault its own advice", () => {
    expect(explained("CERT_HAS_EXPIRED")).toMatch(/has expired .* Check this machine's clock/);
    expect(explained("CERT_NOT_YET_VALID")).toMatch(/not valid yet .* Check this machine's clock/);
    expect(explained("DEPTH_ZERO_SELF_SIGNED_CERT", "minio.internal")).toBe(
      "the upstream's certificate is self-signed (DEPTH_ZERO_SELF_SIGNED_CERT). If you trust its root, give it with --upstream-ca FILE.",
    );
    expect(explained("ERR_TLS_CERT_ALTNAME_INVALID", "a.internal")).toMatch(/asked for a\.internal\.$/);
    expect(explained("ERR_TLS_CERT_ALTNAME_INVALID", "my.bucket.s3.us-east-1.amazonaws.com")).toMatch(
      /use path-style addressing/,
    );
    expect(explained("ERR_SSL_WRONG_VERSION_NUMBER")).toMatch(/does not speak TLS on this port/);
    expect(explained("ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION")).toMatch(/no version of TLS from 1\.2/);
    for (const code of ["ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED", "ERR_SSL_TLSV1_ALERT_UNKNOWN_CA"]) {
      expect(explained(code)).toMatch(/client certificate.*--upstream-cert FILE and --upstream-key FILE/);
    }
    expect(explained("ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE")).toMatch(/TLS with the upstream failed/);
    expect(explained("ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE")).toMatch(/broke off the TLS handshake/);
  });
  it("is no explanation of other errors", () => {
    for (const code of ["ECONNRESET", "HPE_INVALID_CONSTANT", "constructor", ""])
      expect(explained(code)).toBe("none");
  });
});
