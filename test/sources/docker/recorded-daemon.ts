import { createServer, type Server, type ServerResponse } from 'node:http';
import { join } from 'node:path';

type Container = {
  readonly id: string;
  readonly log: string[];
  running: boolean;
  readonly followers: Set<ServerResponse>;
  /** Those that stay with a file that was rotated: they are told nothing until it is rotated again. */
  readonly deaf: Set<ServerResponse>;
};

/** As much of the Docker Engine as the source asks for, on a Unix socket; stamps count up by `step`. */
export class RecordedDaemon {
  readonly containers = new Map<string, Container>();
  readonly socket: string;
  private readonly listeners = new Set<ServerResponse>();
  private server: Server | null = null;
  /** Nanoseconds between two lines. */
  step = 1;
  /** Whether it says that it may rotate logs. */
  rotates = false;
  /** So many of the next that begin to follow are deaf. */
  deafNext = 0;
  private written = 0;
  private waiting: (() => void)[] = [];

  constructor(folder: string) {
    this.socket = join(folder, 'docker.sock');
  }

  async start(): Promise<void> {
    const server = createServer(({ url }, response) => {
      this.answer(new URL(url ?? '', 'http://docker'), response);
      for (const resolve of this.waiting.splice(0)) resolve();
    });
    this.server = server;
    await new Promise<void>((resolve) => server.listen(this.socket, resolve));
  }

  async stop(): Promise<void> {
    const { server } = this;
    this.server = null;
    await new Promise<void>((resolve) => {
      if (!server) return resolve();
      server.close(() => resolve());
      server.closeAllConnections();
    });
  }

  run(name: string, id = name): void {
    const known = this.containers.get(name);
    if (known?.id === id) known.running = true;
    else this.containers.set(name, { id, log: [], running: true, followers: new Set(), deaf: new Set() });
    for (const listener of this.listeners) {
      listener.write(`${JSON.stringify({ Action: 'start', Actor: { ID: id, Attributes: { name } } })}\n`);
    }
  }

  write(name: string, ...texts: string[]): void {
    this.put(
      name,
      texts.map((text) => `${text}\n`),
    );
  }

  /** What a program writes last when it does not end the line. */
  writeWithoutEnd(name: string, text: string): void {
    this.put(name, [text]);
  }

  private put(name: string, texts: readonly string[]): void {
    const container = this.containers.get(name);
    if (!container) throw new Error(`no container ${name}`);
    for (const text of texts) {
      const line = `2026-11-21T00:51:51.${String(this.step * this.written++).padStart(9, '0')}Z ${text}`;
      container.log.push(line);
      for (const follower of container.followers) follower.write(framed(line));
    }
  }

  /** Those who were deaf hear again, from here on. */
  rotate(name: string): void {
    const container = this.containers.get(name);
    for (const follower of container?.deaf ?? []) container?.followers.add(follower);
    container?.deaf.clear();
  }

  /** Those who follow now are deaf from here on. */
  deafen(name: string): void {
    const container = this.containers.get(name);
    for (const follower of container?.followers ?? []) container?.deaf.add(follower);
    container?.followers.clear();
  }

  /** Looked at after each request. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds()) await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  /** How many follow, deaf or not. */
  followersOf(name: string): number {
    const container = this.containers.get(name);
    return (container?.followers.size ?? 0) + (container?.deaf.size ?? 0);
  }

  exit(name: string): void {
    const container = this.containers.get(name);
    if (!container) return;
    container.running = false;
    for (const followers of [container.followers, container.deaf]) {
      for (const follower of followers) follower.end();
      followers.clear();
    }
  }

  remove(name: string): void {
    this.exit(name);
    this.containers.delete(name);
  }

  private answer({ pathname, searchParams }: URL, response: ServerResponse): void {
    const [, what, name, of] = pathname.split('/');
    if (what === 'events') {
      this.listeners.add(response);
      response.once('close', () => this.listeners.delete(response));
      response.flushHeaders();
    } else if (name === 'json') {
      const all = searchParams.get('all') === 'true';
      const named = [...this.containers].filter(([, { running }]) => all || running);
      response.end(JSON.stringify(named.map(([key, { id }]) => ({ Id: id, Names: [`/${key}`] }))));
    } else {
      const found = [...this.containers].find(([key, { id }]) => key === name || id === name);
      if (!found) response.writeHead(404).end(JSON.stringify({ message: `No such container: ${name}` }));
      else if (of === 'json') response.end(JSON.stringify(this.inspected(found[0], found[1])));
      else this.tell(found[1], searchParams, response);
    }
  }

  private inspected(name: string, { id, running }: Container): object {
    const LogConfig = { Type: 'json-file', Config: this.rotates ? { 'max-size': '10m' } : {} };
    return {
      Id: id,
      Name: `/${name}`,
      State: { Running: running },
      Config: { Tty: false },
      HostConfig: { LogConfig },
    };
  }

  private tell(
    { log, running, followers, deaf }: Container,
    asked: URLSearchParams,
    response: ServerResponse,
  ): void {
    const nanoseconds = asked.get('since')?.split('.')[1] ?? '000000000';
    const found = log.filter((line) => line.slice(20, 29) >= nanoseconds);
    const tail = Number(asked.get('tail') ?? found.length);
    for (const line of found.slice(found.length - Math.min(tail, found.length))) response.write(framed(line));
    if (asked.get('follow') !== '1' || !running) {
      response.end();
      return;
    }
    response.flushHeaders();
    const heard = this.deafNext > 0 ? deaf : followers;
    if (heard === deaf) this.deafNext--;
    heard.add(response);
    response.once('close', () => {
      followers.delete(response);
      deaf.delete(response);
    });
  }
}

function framed(line: string): Buffer {
  const header = Buffer.from([1, 0, 0, 0, 0, 0, 0, 0]);
  header.writeUInt32BE(Buffer.byteLength(line), 4);
  return Buffer.concat([header, Buffer.from(line)]);
}
