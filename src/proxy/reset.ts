// A reset that is one from its first packet. Node's resetAndDestroy ends the connection first and resets it then: the other side reads
// an end, which is the very thing that a reset is to prevent.
import type { Socket } from "node:net";

/** Resets a plain connection at once; what the system has not taken yet is lost. (Node 20, lib/net.js: `_destroy` looks at the mark.) */
export function resetNow(socket: Socket): Socket {
  (socket as Socket & { resetAndClosing: boolean }).resetAndClosing = true;
  return socket.destroy();
}
