import type { EpochMs } from '../../../model/time.ts';
import { DropbearChildren, type DropbearState } from './dropbear-forms.ts';
import { OpensmtpdSessions, type OpensmtpdState } from './mail/opensmtpd.ts';
import { MosquittoConnections, type MosquittoState } from './mosquitto.ts';
import { OpenvpnPeers, type OpenvpnState } from './openvpn.ts';
import type { ProgramMessage } from './program-message.ts';

export type ConnectionsState = {
  readonly openvpn: OpenvpnState;
  readonly mosquitto: MosquittoState;
  /** What an earlier version did not save. */
  readonly opensmtpd?: OpensmtpdState;
  readonly dropbear?: DropbearState;
};

/** Programs of which several messages together tell a login, each read as a form. */
export class Connections {
  private readonly openvpn = new OpenvpnPeers();
  private readonly mosquitto = new MosquittoConnections();
  private readonly opensmtpd = new OpensmtpdSessions();
  private readonly dropbear = new DropbearChildren();

  /** `process`: which of the server's processes says it. */
  judge(told: ProgramMessage, server: string, time: EpochMs, process: string): ProgramMessage {
    if (told.form.startsWith('dropbear-')) return this.dropbear.judge(told, `${server} ${process}`);
    if (told.form.startsWith('openvpn-')) return this.openvpn.judge(told, server, time);
    if (told.form.startsWith('opensmtpd-')) return this.opensmtpd.judge(told, server);
    return told.form.startsWith('mosquitto-') ? this.mosquitto.judge(told, server, time) : told;
  }

  save(): ConnectionsState {
    return {
      openvpn: this.openvpn.save(),
      mosquitto: this.mosquitto.save(),
      opensmtpd: this.opensmtpd.save(),
      dropbear: this.dropbear.save(),
    };
  }

  restore(state: ConnectionsState): void {
    this.openvpn.restore(state.openvpn);
    this.mosquitto.restore(state.mosquitto);
    this.opensmtpd.restore(state.opensmtpd ?? []);
    this.dropbear.restore(state.dropbear ?? []);
  }
}
