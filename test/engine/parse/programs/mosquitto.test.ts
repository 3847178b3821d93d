import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MOSQUITTO_FORMS, MosquittoConnections } from '../../../../src/engine/parse/programs/mosquitto.ts';
import type { ProgramMessage } from '../../../../src/engine/parse/programs/program-message.ts';

const CONNECTED = 'New connection from 192.0.2.7:40312 on port 1883.';
const REFUSED = 'Client <unknown> disconnected, not authorised.';

function read(message: string): ProgramMessage {
  for (const form of MOSQUITTO_FORMS) {
    const told = form.read(message);
    if (told !== null) return told;
  }
  return assert.fail(`not read: ${message}`);
}

function refusedAt(brokers: MosquittoConnections, server: string): string | null {
  brokers.judge(read(CONNECTED), server, 1_000);
  return brokers.judge(read(REFUSED), server, 2_000).address;
}

test('of more brokers than are remembered none is forgotten and then trusted', () => {
  const brokers = new MosquittoConnections();
  brokers.judge(read('New connection from 198.51.100.9:40000 on port 1883.'), 'first', 0);
  for (let host = 0; host < 63; host++) assert.equal(refusedAt(brokers, `host-${host}`), '192.0.2.7');
  refusedAt(brokers, 'one-too-many');
  assert.equal(refusedAt(brokers, 'first'), null, 'the connection of another was forgotten with it');
  assert.ok(brokers.save().length <= 64);
});
