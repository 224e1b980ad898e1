// Upgrade inside a tunnel (WebSocket): an exchange like any other until its upstream switches protocols; then both connections
// are joined byte for byte. Only an upstream can switch: until it has, nothing behind the request goes on.
import type { IncomingMessage, Server } from "node:http";
import type { Socket } from "node:net";
import { rawHeaderPairs } from "../http/raw-headers.ts";
import type { Acceptance } from "./accept-request.ts";
import { acceptTunnelled } from "./accept-request.ts";
import type { ClientConnection } from "./client-connection.ts";
import type { ClientMessage } from "./client-message.ts";
import { ClientAnswer } from "./client-message.ts";
import { relayBothWays } from "./relay.ts";

/** An upgrade request as Node's server hands it over: `head` is what the client sent behind it. */
export interface UpgradeRequest {
  readonly request: ClientMessage;
  readonly head: Buffer;
}

/**
 * Carries one upgrade request of a tunnel. Node's server has let go of the connection; when the upstream answers without
 * switching, the connection goes back to it with everything the client has sent since.
 */
export function takeUpgrade(
  { request, head }: UpgradeRequest,
  connection: ClientConnection,
  inner: Server,
  acceptance: Acceptance,
): void {
  const { socket } = connection;
  // While an answer before it is still being written, as to a refused request, nothing is upgraded.
  if (isAnswering(socket)) {
    socket.destroy();
    return;
  }
  const answer = new ClientAnswer(request);
  const breakOff = (): void => void socket.destroy();
  socket.on("error", breakOff);
  // Node's server would tell the answer that its connection has room again.
  const drained = (): void => void answer.emit("drain");
  socket.on("drain", drained);
  if (head.length > 0) socket.unshift(head);
  answer.shouldKeepAlive = true;
  answer.assignSocket(socket);
  answer.switched = ({ answered, upstream, early, tap }) => {
    answer.detachSocket(socket);
    socket.removeListener("drain", drained);
    socket.write(switchingHead(answered), "latin1");
    if (early.length > 0) socket.write(early);
    relayBothWays(socket, upstream);
    // Behind the relay's own listener: what is read never holds up the bytes.
    if (tap !== null) socket.on("data", tap);
  };
  answer.once("finish", () => {
    answer.detachSocket(socket);
    socket.removeListener("drain", drained);
    if (isLast(answer)) {
      socket.destroySoon();
      return;
    }
    socket.removeListener("error", breakOff);
    inner.emit("connection", socket);
  });
  acceptTunnelled(connection, request, answer, acceptance);
}

/** The head of a 101 as it came. */
function switchingHead(answered: IncomingMessage): string {
  let text = `HTTP/${answered.httpVersion} ${answered.statusCode} ${answered.statusMessage}\r\n`;
  for (const [name, value] of rawHeaderPairs(answered.rawHeaders)) text += `${name}: ${value}\r\n`;
  return `${text}\r\n`;
}

/** Whether Node's answer, by its head, ends the connection. */
function isLast(answer: ClientAnswer): boolean {
  return (answer as ClientAnswer & { readonly _last: boolean })._last;
}

/** Whether Node's server still writes an answer to the connection. */
function isAnswering(socket: Socket): boolean {
  return Boolean((socket as Socket & { readonly _httpMessage?: unknown })._httpMessage);
}
