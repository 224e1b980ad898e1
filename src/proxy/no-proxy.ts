// NO_PROXY: which destinations are reached directly. Separate from the proxy's own address because every tool reads it a
// little differently; this is the union of what curl, Go and Python's requests accept.
import type { Authority } from "../interception/authority.ts";
import { isAuthority, parseAuthority } from "../interception/authority.ts";
import { parseIpAddress } from "../interception/ip-address.ts";

/**
 * Whether NO_PROXY names a destination. Entries stand apart by commas or spaces: `*`; a name, which also stands for
 * everything below it (`amazonaws.com`, `.amazonaws.com`, `*.amazonaws.com`); an address, with or without brackets; a
 * block of addresses (`10.0.0.0/8`, `fd00::/8`); names and addresses with a port (`host:8443`).
 */
export function isExempt(noProxy: string, destination: Authority): boolean {
  return noProxy.split(/[\s,]+/).some((entry) => entry !== "" && exempts(entry.toLowerCase(), destination));
}

function exempts(entry: string, { host, port }: Authority): boolean {
  if (entry === "*") return true;
  if (entry.includes("/")) return inBlock(entry, host);
  const bare = parseIpAddress(entry) === null ? entry : entry.includes(":") ? `[${entry}]` : entry;
  const named = parseAuthority(bare.replace(/^\*?\./, ""), port);
  if (!isAuthority(named) || named.port !== port) return false;
  return host === named.host || (named.kind === "name" && host.endsWith(`.${named.host}`));
}

/** Whether an address lies in a block (RFC 4632, RFC 4291 2.3). A name is in none: it is not resolved for this. */
function inBlock(entry: string, host: string): boolean {
  const [network = "", length = "", ...rest] = entry.split("/");
  const block = parseIpAddress(network.replace(/^\[(.*)\]$/, "$1"));
  const address = parseIpAddress(host);
  if (block === null || address === null || block.length !== address.length || rest.length > 0) return false;
  if (!/^\d{1,3}$/.test(length) || Number(length) > block.length * 8) return false;
  let bits = Number(length);
  for (let index = 0; bits > 0; index += 1, bits -= 8) {
    const mask = bits >= 8 ? 255 : (255 << (8 - bits)) & 255;
    if (((block[index] ?? 0) & mask) !== ((address[index] ?? 0) & mask)) return false;
  }
  return true;
}
