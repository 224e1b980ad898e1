// The addresses countersign itself listens on, in every spelling a client could use for them.
import { networkInterfaces } from "node:os";

/** An address and port. */
export interface OwnAddress {
  readonly host: string;
  readonly port: number;
}

/** Adds every address of this machine to those that listen on all of them; loopback spellings need no listing. */
export function ownAddresses(listening: readonly OwnAddress[]): readonly OwnAddress[] {
  return listening.flatMap((own) => {
    if (own.host !== "0.0.0.0" && own.host !== "::") return [own];
    const machine = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
    return machine.map(({ address }) => ({ host: address, port: own.port }));
  });
}
