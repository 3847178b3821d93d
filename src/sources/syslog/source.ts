import type { SourceId } from '../../model/log-record.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Source, SourceError } from '../source.ts';
import { Senders } from './senders.ts';
import { receiveTcp } from './tcp.ts';
import { receiveUdp } from './udp.ts';

export type SyslogSourceOptions = {
  readonly id: SourceId;
  readonly transport: 'udp' | 'tcp';
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  readonly clock: Clock;
  /** The port that it listens on. */
  readonly onListening?: (port: number) => void;
};

/** Receives syslog messages; each sender that is heard is a source of its own. */
export function syslogSource(options: SyslogSourceOptions): Source {
  const { id, transport } = options;
  const senders = new Senders(id, options.clock, transport === 'udp');
  return {
    id,
    finder: true,
    async read(sink, signal) {
      const receive = transport === 'udp' ? receiveUdp : receiveTcp;
      try {
        await receive(options, senders, sink, signal);
      } catch (error) {
        if (!signal.aborted) throw listenError(options, error);
      }
    },
  };
}

function listenError({ id, host, port }: SyslogSourceOptions, error: unknown): SourceError {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') {
    return new SourceError(id, `${id}: another program listens there`, 'End it, or choose another port.');
  }
  if (code === 'EACCES') {
    return new SourceError(
      id,
      `${id}: port ${port} is for root`,
      'Choose one above 1023, and have the senders use it.',
      'final',
    );
  }
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EINVAL') {
    return new SourceError(id, `${id}: ${host} is no address of this machine`, 'Use one that ip addr shows.');
  }
  return new SourceError(id, `${id}: ${message}`, 'It is tried again.');
}
