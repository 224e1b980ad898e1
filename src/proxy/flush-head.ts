// Sending a head before its body. Node's flushHeaders() writes the head as UTF-8, so that each byte beyond ASCII becomes two:
// a signed header would no longer be what the client signed.
import type { OutgoingMessage } from "node:http";

/** What Node's outgoing messages send with; the contract test pins it. */
interface Sending {
  _send(data: string, encoding: "latin1"): boolean;
}

/** Sends the head of a message alone, byte for byte as its latin1 text says. */
export function flushHead(message: OutgoingMessage): void {
  (message as OutgoingMessage & Sending)._send("", "latin1");
}
