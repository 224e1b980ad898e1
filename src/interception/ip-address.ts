// IP addresses as bytes, and which of them no proxy may dial. Separate from host names because resolved addresses are checked too.

/** Four or sixteen bytes in network order. */
export type IpAddress = readonly number[];

/** What an address is for. `public` stands for every address that nothing forbids, private ranges included. */
export type AddressKind =
  | "public"
  | "loopback"
  | "unspecified"
  | "link-local"
  | "metadata"
  | "multicast"
  | "reserved";

/** The bytes of a canonical IPv4 address (four decimal octets, no leading zeros), or null. */
export function parseIpv4(text: string): IpAddress | null {
  if (text.length > 15 || !/^(?:\d{1,3}\.){3}\d{1,3}$/.test(text)) return null;
  const octets = text.split(".");
  if (octets.some((octet) => (octet.length > 1 && octet.startsWith("0")) || Number(octet) > 255)) return null;
  return octets.map(Number);
}

/** The bytes of an IPv6 address without brackets or zone (RFC 4291, 2.2), or null. */
export function parseIpv6(text: string): IpAddress | null {
  if (text.length > 45 || !/^[0-9A-Fa-f:.]+$/.test(text) || text.split("::").length > 2) return null;
  const [before = "", after] = text.split("::");
  const head = groupBytes(before, after === undefined);
  const tail = after === undefined ? [] : groupBytes(after, true);
  if (head === null || tail === null) return null;
  const missing = 16 - head.length - tail.length;
  if (after === undefined ? missing !== 0 : missing < 2) return null;
  return [...head, ...new Array<number>(missing).fill(0), ...tail];
}

function groupBytes(text: string, mayEndInIpv4: boolean): number[] | null {
  if (text === "") return [];
  const bytes: number[] = [];
  const groups = text.split(":");
  for (const [index, group] of groups.entries()) {
    if (group.includes(".")) {
      const embedded = mayEndInIpv4 && index === groups.length - 1 ? parseIpv4(group) : null;
      if (embedded === null) return null;
      bytes.push(...embedded);
    } else {
      if (!/^[0-9A-Fa-f]{1,4}$/.test(group)) return null;
      const value = Number.parseInt(group, 16);
      bytes.push(value >> 8, value & 255);
    }
  }
  return bytes;
}

/** The bytes of an IPv4 or IPv6 address without brackets, or null when the text is neither. */
export function parseIpAddress(text: string): IpAddress | null {
  return parseIpv4(text) ?? parseIpv6(text);
}

/** An IPv6 address in the one spelling of RFC 5952; an IPv4 address in decimal octets. */
export function canonicalIpAddress(bytes: IpAddress): string {
  if (bytes.length === 4) return bytes.join(".");
  const groups: string[] = [];
  for (let index = 0; index < 16; index += 2) {
    groups.push((((bytes[index] ?? 0) << 8) | (bytes[index + 1] ?? 0)).toString(16));
  }
  const text = groups.join(":");
  const zeros = [...text.matchAll(/(?:^|:)0(?::0)+(?=:|$)/g)].sort((a, b) => b[0].length - a[0].length)[0];
  if (zeros === undefined) return text;
  const before = text.slice(0, zeros.index);
  const after = text.slice(zeros.index + zeros[0].length).replace(/^:/, "");
  return `${before}::${after}`;
}

/** What an address is for. An IPv4 address inside an IPv6 one counts as the IPv4 address. */
export function addressKind(bytes: IpAddress): AddressKind {
  return bytes.length === 4 ? ipv4Kind(bytes) : ipv6Kind(bytes);
}

function ipv4Kind(bytes: IpAddress): AddressKind {
  const [first = 0, second = 0] = bytes;
  if (first === 0) return "unspecified";
  if (first === 127) return "loopback";
  if (first === 169 && second === 254) return "link-local";
  if (first >= 224 && first < 240) return "multicast";
  return first >= 240 ? "reserved" : "public";
}

function ipv6Kind(bytes: IpAddress): AddressKind {
  const embedded = embeddedIpv4(bytes);
  if (embedded !== null) return ipv4Kind(embedded);
  const [first = 0, second = 0, third = 0, fourth = 0] = bytes;
  if (bytes.every((byte, index) => byte === (index === 15 ? 1 : 0))) return "loopback";
  if (bytes.every((byte) => byte === 0)) return "unspecified";
  if (first === 0xfe && (second & 0xc0) === 0x80) return "link-local";
  if (first === 0xff) return "multicast";
  // fd00:ec2::/32 holds EC2's instance metadata, its DNS and clock, and the credentials of EKS pods.
  return first === 0xfd && second === 0 && third === 0x0e && fourth === 0xc2 ? "metadata" : "public";
}

/** RFC 4291 (2.5.5: mapped, compatible), RFC 2765 (translated), RFC 6052 and 8215 (NAT64), RFC 3056 (6to4). */
function embeddedIpv4(bytes: IpAddress): IpAddress | null {
  const zeros = (from: number, to: number): boolean => bytes.slice(from, to).every((byte) => byte === 0);
  const begins = (...start: number[]): boolean => start.every((byte, index) => bytes[index] === byte);
  if (begins(0x20, 0x02)) return bytes.slice(2, 6);
  const mapped = zeros(0, 10) && bytes[10] === 255 && bytes[11] === 255;
  const translated = zeros(0, 8) && bytes[8] === 255 && bytes[9] === 255 && zeros(10, 12);
  const nat64 = begins(0, 0x64, 0xff, 0x9b) && (zeros(4, 12) || (bytes[4] === 0 && bytes[5] === 1));
  const compatible = zeros(0, 12) && !zeros(12, 14);
  return mapped || translated || nat64 || compatible ? bytes.slice(12) : null;
}
