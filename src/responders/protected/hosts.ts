import { lookup } from 'node:dns/promises';
import type { Protection } from '../protect.ts';

/** A machine that this one depends on, by name or address. */
type NeededHost = { readonly host: string; readonly why: string };

type Resolve = (host: string) => Promise<readonly string[]>;

/** The addresses of the hosts that this program needs to work: whoever bans them cuts it off from its logs or its mail. */
export class NeededHosts {
  private readonly found = new Map<string, readonly Protection[]>();

  constructor(
    private readonly hosts: readonly NeededHost[],
    private readonly resolve: Resolve = systemResolve,
  ) {}

  /** As of the last `refresh`; a name that does not resolve now keeps the addresses that it had. */
  get protections(): readonly Protection[] {
    return [...this.found.values()].flat();
  }

  async refresh(): Promise<void> {
    await Promise.all(
      this.hosts.map(async ({ host, why }) => {
        const addresses = await this.resolve(host).catch(() => null);
        if (addresses !== null) {
          this.found.set(
            host,
            addresses.map((address) => ({ address, why })),
          );
        }
      }),
    );
  }
}

async function systemResolve(host: string): Promise<readonly string[]> {
  return (await lookup(host, { all: true })).map(({ address }) => address);
}
