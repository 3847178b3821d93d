import type { ConnectionState } from '../model/capture.ts';

type ConnectionWords = Readonly<Record<ConnectionState, string>>;

/** How connections went, behind Zeek's name for it. */
export const ENGLISH_CONNECTIONS: ConnectionWords = {
  S0: 'no answer',
  S1: 'end not seen',
  S2: 'ended by who asked only',
  S3: 'ended by who answered only',
  SF: 'ended in order',
  REJ: 'refused',
  RSTO: 'reset by who asked',
  RSTR: 'reset by who answered',
  RSTOS0: 'reset by who asked, no answer',
  SH: 'asked and ended, no answer seen',
  SHR: 'answered and ended, nobody seen to ask',
  RSTRH: 'answered and reset, nobody seen to ask',
  OTH: 'beginning not seen',
};

export const FRENCH_CONNECTIONS: ConnectionWords = {
  S0: 'sans réponse',
  S1: 'fin non vue',
  S2: 'fin par le demandeur seul',
  S3: 'fin par le serveur seul',
  SF: 'fin normale',
  REJ: 'refus',
  RSTO: 'coupure par le demandeur',
  RSTR: 'coupure par le serveur',
  RSTOS0: 'coupure par le demandeur, sans réponse',
  SH: 'demande puis fin, réponse non vue',
  SHR: 'réponse puis fin, demande non vue',
  RSTRH: 'réponse puis coupure, demande non vue',
  OTH: 'début non vu',
};
