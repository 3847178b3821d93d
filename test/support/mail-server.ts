import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

const FIXTURES = join(import.meta.dirname, '../fixtures/tls');
export const TLS = {
  key: readFileSync(join(FIXTURES, 'server.key')),
  cert: readFileSync(join(FIXTURES, 'server.crt')),
} as const;

export type ReceivedMail = { readonly to: readonly string[]; readonly source: string };

export type MailServer = {
  readonly port: number;
  readonly mails: readonly ReceivedMail[];
  close(): Promise<void>;
};

export type MailServerOptions = SMTPServerOptions & {
  /** The reply code to each mail's content, taken one after the other; 250 when there is none. */
  readonly answers?: number[];
  /** The same, asked for each time. */
  readonly answer?: () => number;
  readonly onReceived?: (mail: ReceivedMail) => void;
  /** A mail is here: it is answered when this resolves. */
  readonly onMail?: () => Promise<void>;
};

/** A real SMTP server on the loopback, until the test is over. */
export async function mailServer(t: TestContext, options: MailServerOptions = {}): Promise<MailServer> {
  const server = await startMailServer(options);
  t.after(() => server.close());
  return server;
}

export async function startMailServer(options: MailServerOptions = {}): Promise<MailServer> {
  const { answers = [], answer = () => answers.shift() ?? 250, onMail, onReceived, ...rest } = options;
  const mails: ReceivedMail[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disableReverseLookup: true,
    ...TLS,
    ...rest,
    onData(stream, session, done) {
      let source = '';
      stream.on('data', (chunk: Buffer) => {
        source += chunk;
      });
      stream.on('end', async () => {
        await onMail?.();
        const code = answer();
        if (code !== 250) return done(Object.assign(new Error('not now'), { responseCode: code }));
        const mail = { to: session.envelope.rcptTo.map(({ address }) => address), source };
        mails.push(mail);
        onReceived?.(mail);
        done();
      });
    },
  });
  // Clients that hang up are part of the tests.
  server.on('error', () => {});
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  const close = (): Promise<void> => new Promise((resolve) => server.close(() => resolve()));
  return { port: (server.server.address() as AddressInfo).port, mails, close };
}
