// Closing a connection whose client is still sending: the answer must get through before the connection is torn down.
import type { Socket } from "node:net";
import { limits } from "./limits.ts";

/**
 * Ends the writing side and keeps reading for at most two seconds and one mebibyte, discarding, until the client ends
 * too (RFC 9112, 9.6). Closing at once would reset the connection, and the answer would be lost with it.
 */
export function lingeringClose(socket: Socket): void {
  if (socket.destroyed) return;
  const start = socket.bytesRead;
  let waitedMs = 0;
  const step = 50;
  socket.end();
  socket.resume();
  const timer = setInterval(() => {
    waitedMs += step;
    const spent = waitedMs >= limits.lingerMs || socket.bytesRead - start > limits.lingerBytes;
    if (spent || socket.readableEnded) socket.destroy();
  }, step);
  socket.once("close", () => clearInterval(timer));
}
