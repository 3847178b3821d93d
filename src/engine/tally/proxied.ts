import { type LogEvent, retainText } from '../../model/log-event.ts';

const MOST = 10_000;

/** Through which trusted proxy each client came last: a firewall between them sees only the proxy's address. */
export class Proxied {
  /** The one that has not come for longest stands first, and is let go first. */
  private readonly proxies = new Map<string, string>();

  add({ srcIp, fields: { proxy_ip: proxy } }: LogEvent): void {
    if (srcIp === null) return;
    const known = this.proxies.delete(srcIp);
    if (typeof proxy !== 'string') return;
    if (!known && this.proxies.size >= MOST) {
      for (const longest of this.proxies.keys()) {
        this.proxies.delete(longest);
        break;
      }
    }
    this.proxies.set(retainText(srcIp), proxy);
  }

  /** Null when it came by itself, or has not come for long. */
  of(address: string): string | null {
    return this.proxies.get(address) ?? null;
  }
}
