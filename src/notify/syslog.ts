import { createSocket } from 'node:dgram';
import { connect } from 'node:net';
import type { Attempt } from '../model/notice.ts';

export type SyslogReceiver = {
  readonly transport: 'udp' | 'tcp';
  readonly host: string;
  readonly port: number;
};

const TIMEOUT_MS = 10_000;
/** Facility security (13, log audit), severity alert (1). */
const PRIORITY = 13 * 8 + 1;

/** Sends each text as a message of RFC 5424; over TCP with octet counting. Never rejects. UDP may lose what it takes. */
export async function sendSyslog(
  receiver: SyslogReceiver,
  host: string,
  texts: readonly { readonly time: string; readonly text: string }[],
): Promise<Attempt> {
  const messages = texts.map(({ time, text }) =>
    Buffer.from(`<${PRIORITY}>1 ${time} ${host} soc-console - - - ${text}`),
  );
  try {
    await (receiver.transport === 'udp' ? sendUdp(receiver, messages) : sendTcp(receiver, messages));
    return { kind: 'sent' };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { kind: 'failed', problem: `${receiver.host}:${receiver.port}: ${reason}` };
  }
}

async function sendUdp({ host, port }: SyslogReceiver, messages: readonly Buffer[]): Promise<void> {
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
  try {
    for (const message of messages)
      await new Promise<void>((resolve, reject) => {
        socket.once('error', reject);
        socket.send(message, port, host, (error) => (error ? reject(error) : resolve()));
      });
  } finally {
    socket.close();
  }
}

function sendTcp({ host, port }: SyslogReceiver, messages: readonly Buffer[]): Promise<void> {
  const framed = Buffer.concat(messages.flatMap((message) => [Buffer.from(`${message.length} `), message]));
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port });
    socket.setTimeout(TIMEOUT_MS, () => socket.destroy(new Error(`no answer within ${TIMEOUT_MS / 1000} s`)));
    socket.on('error', reject);
    socket.on('close', () => resolve());
    socket.on('connect', () => socket.end(framed));
    socket.resume();
  });
}
