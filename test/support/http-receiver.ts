import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';

type Posted = { readonly headers: IncomingHttpHeaders; readonly body: string };

type HttpReceiver = {
  readonly url: string;
  /** What was posted, in the order in which it was answered. */
  readonly got: readonly Posted[];
  close(): Promise<unknown>;
};

/** A web server on the loopback that takes what is posted. `answer`: the status code of each; 200 unless it says otherwise. */
export async function httpReceiver(
  t: TestContext,
  answer: (number: number) => number = () => 200,
): Promise<HttpReceiver> {
  const got: Posted[] = [];
  const server = createServer(async (request, response) => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    got.push({ headers: request.headers, body: Buffer.concat(pieces).toString('utf8') });
    response.writeHead(answer(got.length), { location: '/elsewhere' }).end('what I think of it');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = (): Promise<unknown> => new Promise((resolve) => server.close(resolve));
  t.after(() => {
    server.closeAllConnections();
    return close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook/s3cret`, got, close };
}
