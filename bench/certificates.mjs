// The certificates of one bench run, made by openssl and gone with the temporary folder.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

/** Writes ca.pem, leaf.pem and leaf-key.pem into a folder: a root, and a certificate by it for localhost and for every name in bench.test. */
export function makeCertificates(folder) {
  const openssl = (...argv) => execFileSync("openssl", argv, { cwd: folder, stdio: "pipe" });
  const key = (file) => ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", file];
  const ca = ["-x509", "-days", "2", "-subj", "/CN=countersign bench", "-out", "ca.pem"];
  openssl("req", ...key("ca-key.pem"), ...ca);
  openssl("req", ...key("leaf-key.pem"), "-subj", "/CN=localhost", "-out", "leaf.csr");
  writeFileSync(join(folder, "leaf.ext"), "subjectAltName=DNS:localhost,DNS:*.bench.test\n");
  const signer = ["-CA", "ca.pem", "-CAkey", "ca-key.pem", "-CAcreateserial", "-extfile", "leaf.ext"];
  openssl("x509", "-req", "-in", "leaf.csr", ...signer, "-days", "2", "-out", "leaf.pem");
}
