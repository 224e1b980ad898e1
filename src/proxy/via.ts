// Via on a CONNECT to an upstream proxy (RFC 9110, 7.6.3): how two proxies that name each other notice that they do. Requests
// inside a tunnel never get one: it would change what was signed.
import { randomBytes } from "node:crypto";

/** The name this proxy gives itself in Via: new with each run, and it tells nothing else. */
export function newViaName(): string {
  return `countersign-${randomBytes(8).toString("hex")}`;
}

/** Proxies a tunnel may have come through; a longer chain is no chain that anybody set up. */
const longestChain = 16;

/** What came with a CONNECT: the values of its Via headers as one list, or null when there is none. */
export function viaOf(rawHeaders: readonly string[]): string | null {
  const values: string[] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    if (rawHeaders[index]?.toLowerCase() === "via") values.push(rawHeaders[index + 1] ?? "");
  }
  return values.length === 0 ? null : values.join(", ");
}

/** Whether a tunnel that came with this Via has been here before, or through more proxies than any chain has. */
export function isCircular(via: string, name: string): boolean {
  const members = via.split(",");
  return members.length > longestChain || members.some((member) => member.trim().split(/[ \t]+/)[1] === name);
}

/** The Via that goes on: what came, and this proxy behind it. */
export function viaBehind(via: string | null, name: string): string {
  return via === null || !/^[\t\x20-\x7e]*$/.test(via) ? `1.1 ${name}` : `${via}, 1.1 ${name}`;
}
