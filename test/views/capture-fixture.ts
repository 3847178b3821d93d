import type { CaptureSummary, Talker } from '../../src/model/capture.ts';
import { at } from './fixture.ts';

function talker(ip: string, syn: number): Talker {
  return {
    ip,
    tunnel: null,
    packets: syn + 2,
    bytes: syn * 60,
    syn,
    answered: 1,
    completed: 0,
    targets: 1,
    ports: 1,
  };
}

/** A capture with a flood and a scan in it. `text` wherever text from outside may stand. */
export function capture(text: string, source = `file:/var/${text}`): CaptureSummary {
  return {
    source,
    format: 'pcap',
    linkTypes: ['ethernet'],
    packets: 20_114,
    bytes: 1_206_840,
    truncated: true,
    cut: 3,
    first: at('00:50:00'),
    last: at('00:53:00'),
    syn: 18_920,
    synAck: 820,
    reset: 12,
    connections: {
      S0: 18_100,
      S1: 10,
      S2: 0,
      S3: 0,
      SF: 60,
      REJ: 12,
      RSTO: 0,
      RSTR: 0,
      RSTOS0: 0,
      SH: 0,
      SHR: 0,
      RSTRH: 0,
      OTH: 0,
    },
    protocols: { tcp: 20_000, [text]: 114 },
    unknown: {},
    tunnels: {},
    synBySource: [talker('203.0.113.7', 18_100), talker('198.51.100.23', 620), talker(text, 9)],
    synBySourceTotal: 3,
    ...{ innerSyn: 0, innerSynBySource: [], innerSynBySourceTotal: 0 },
    talkers: [talker('203.0.113.7', 18_100)],
    talkersTotal: 3,
    scans: [
      {
        ...{
          kind: 'vertical',
          probe: 'syn',
          source: '198.51.100.23',
          tunnel: null,
          target: text,
          port: null,
        },
        ...{ ports: 1024, hosts: 1, first: at('00:50:10'), last: at('00:50:41'), firstPacket: 12 },
      },
    ],
    scansTotal: 1,
    floods: [
      {
        ...{
          kind: 'syn',
          target: text,
          tunnel: null,
          port: 80,
          source: null,
          sources: 1200,
          packets: 18_100,
        },
        ...{ peak: 950, completed: 0.004, first: at('00:51:00'), last: at('00:52:00'), firstPacket: 900 },
      },
    ],
    floodsTotal: 1,
    evicted: { [text]: 4 },
  };
}
