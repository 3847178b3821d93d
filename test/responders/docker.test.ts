import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { makeResponders } from '../../src/core/bans/responders.ts';
import { banChecks } from '../../src/core/doctor/bans.ts';
import type { Responder } from '../../src/responders/responder.ts';
import { proofOf } from '../../src/responders/verify.ts';
import { BansSetup, order } from '../core/bans/bans-setup.ts';
import { DockerDaemon } from '../support/docker-daemon.ts';
import { without } from './needs.ts';
import { HOSTS, Network } from './network.ts';

const MINUTES = 600_000;

function responderFor(container: string, socket: string, timeout = 30_000): Responder {
  const [responder] = makeResponders({
    ...{
      nftables: false,
      iptables: false,
      ipset: false,
      fail2ban: [],
      crowdsec: false,
      hooks: [],
      sudo: false,
      doas: false,
    },
    ...{ docker: [{ container, privileged: false }], timeout, dockerSocket: socket },
  }).active;
  assert.ok(responder);
  return responder;
}

const skip = without('dockerd', 'busybox', 'iptables', 'ip', 'tar') || Network.skipReason();

describe('containers of a real Docker daemon', { skip }, () => {
  let daemon: DockerDaemon;

  before(async () => {
    daemon = await DockerDaemon.start();
    await daemon.makeImages();
  });
  after(() => daemon.remove());

  test('a host is shut out of a container, others are not, and it is let in again, over both families', async () => {
    const network = await Network.make(await daemon.run('web', 'tools', true));
    try {
      await network.listen();
      const responder = responderFor('web', daemon.socket);
      assert.equal(await responder.check(), null);
      for (const family of ['ipv4', 'ipv6'] as const) {
        const value = HOSTS.attacker[family];
        assert.ok(await network.isOpen('attacker', family));
        assert.deepEqual([...(await responder.apply([{ value, duration: MINUTES }])).failures], []);
        assert.equal(await network.connects('attacker', family), false);
        assert.ok(await network.isOpen('neighbour', family));
        const proof = proofOf(await responder.list(), value);
        assert.deepEqual([proof.effective, (proof.packets ?? 0) > 0], [true, true]);
        await responder.revert([value]);
        assert.ok(await network.isOpen('attacker', family));
      }
    } finally {
      await network.remove();
    }
  });

  test('1,000 bans go in through one iptables-restore', async () => {
    await daemon.run('many', 'tools', true);
    const responder = responderFor('many', daemon.socket);
    const values = Array.from({ length: 1000 }, (_, index) => `10.0.${index >> 8}.${index & 255}`);
    const { ran, failures } = await responder.apply(values.map((value) => ({ value, duration: MINUTES })));
    assert.deepEqual([failures.size, ran.map(({ argv }) => argv[0])], [0, ['iptables-restore']]);
    const listing = await responder.list();
    assert.equal(listing.kind === 'listed' && listing.bans.size, 1000);
  });

  test('what a restart of the container wipes out is restored', async () => {
    await daemon.run('restarted', 'tools', true);
    const { bans } = new BansSetup([responderFor('restarted', daemon.socket)]);
    const { id } = await bans.ban(order());
    assert.equal(bans.get(id)?.state, 'effective');
    const container = (await daemon.client()).getContainer('restarted');
    await container.restart();
    assert.equal(bans.get(id)?.state, 'effective', 'not known yet');
    await bans.reconcile();
    assert.equal(bans.get(id)?.state, 'effective');
    assert.equal(
      proofOf(await responderFor('restarted', daemon.socket).list(), order().address).effective,
      true,
    );
    await container.pause();
    await bans.reconcile();
    assert.match(bans.get(id)?.detail ?? '', /the container restarted is paused: docker unpause restarted/);
    await assert.rejects(bans.unban(id), /could not be lifted: .*is paused/, 'its rules are still there');
    await container.unpause();
    await bans.reconcile();
    assert.equal(bans.get(id)?.state, 'lifted', 'what was asked for meanwhile is done');
    const again = await bans.ban(order());
    await container.stop();
    await bans.reconcile();
    assert.match(
      bans.get(again.id)?.detail ?? '',
      /the container restarted is not running: docker start restarted/,
    );
    assert.equal((await bans.unban(again.id)).state, 'lifted', 'its rules went with it');
  });

  const broken: readonly [what: string, image: 'bare' | 'tools' | null, why: RegExp][] = [
    ['without the capability', 'tools', /must be root.*--cap-add NET_ADMIN, or set privileged: true/],
    ['without iptables', 'bare', /iptables is not installed: install iptables in the container/],
    ['that is not there', null, /there is no container/],
  ];
  for (const [what, image, why] of broken) {
    test(`a container ${what}: not effective, and what to do`, async () => {
      const name = what.replaceAll(' ', '-');
      if (image) await daemon.run(name, image, false);
      const responder = responderFor(name, daemon.socket);
      assert.match((await responder.check()) ?? '', why);
      const { state, detail } = await new BansSetup([responder]).bans.ban(order());
      assert.equal(state, 'not-effective');
      assert.match(detail ?? '', why);
    });
  }

  test('a daemon that is gone: not effective, and why', async () => {
    const responder = responderFor('web', daemon.socket);
    await daemon.stop();
    const { state, detail } = await new BansSetup([responder]).bans.ban(order());
    assert.equal(state, 'not-effective');
    assert.match(detail ?? '', /the Docker daemon does not answer: start it/);
  });
});

test('a Docker daemon that is too slow is given up', async (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'soc-slow-'));
  const socket = join(folder, 'docker.sock');
  const server = createServer(() => {}).listen(socket);
  context.after(() => {
    server.close();
    rmSync(folder, { recursive: true });
  });
  const { state, detail } = await new BansSetup([responderFor('web', socket, 100)]).bans.ban(order());
  assert.equal(state, 'not-effective');
  assert.match(detail ?? '', /iptables did not answer in time/);
});

/** A daemon whose exec ends with this, as where its own capabilities do not suffice for a privileged one. */
function daemonThatAnswers(exitCode: number, said: string) {
  return createHttpServer((request, response) => {
    const { method, url = '' } = request;
    response.setHeader('content-type', 'application/json');
    if (method === 'POST' && url.includes('/containers/')) response.writeHead(201).end('{"Id":"e1"}');
    else response.end(JSON.stringify({ ExitCode: exitCode, Running: false }));
  }).on('upgrade', (_, socket) => {
    const text = Buffer.from(said);
    const head = Buffer.alloc(8);
    head.writeUInt8(1, 0);
    head.writeUInt32BE(text.length, 4);
    socket.write('HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n');
    socket.end(Buffer.concat([head, text]));
  });
}

test('an exec that Docker cannot start (126) is not effective, with its reason and what to do', async (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'soc-126-'));
  const socket = join(folder, 'docker.sock');
  const said = 'OCI runtime exec failed: exec failed: unable to apply caps: operation not permitted: unknown';
  const server = daemonThatAnswers(126, said).listen(socket);
  context.after(() => {
    server.close();
    rmSync(folder, { recursive: true });
  });
  const responder = responderFor('web', socket);
  const { state, detail } = await new BansSetup([responder]).bans.ban(order());
  assert.equal(state, 'not-effective');
  assert.match(detail ?? '', /iptables ended with 126 \(OCI runtime.*--cap-add NET_ADMIN/);
  const [check] = await banChecks({ responders: [responder], protectedNow: () => [] }).run(context.signal);
  assert.match(check?.why ?? '', /ended with 126 \(.*unknown\)$/);
  assert.match(check?.remedy ?? '', /^start the container web with --cap-add NET_ADMIN/);
});
