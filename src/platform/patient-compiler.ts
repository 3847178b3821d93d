import { setFlagsFromString } from 'node:v8';

/** Of the V8 of Node 20: other versions decide in another way, and are left alone. */
const KNOWN_VERSION = '11.3.';
/** Bytes of bytecode that a function runs through before V8 looks whether to compile it anew. */
const USUAL_BUDGET = 67_584;
const PATIENT_BUDGET = 1_000_000;

/**
 * Tells V8 to compile less, once what every line of a log needs is compiled. What runs for few lines (a payload, a first
 * alert) pays back what compiling it costs only when there are very many of them: a fifth of the time of a scan went there.
 */
export class PatientCompiler {
  private steps = 0;
  private isPatient = false;

  /** `warmUp`: so many steps are compiled for as ever. */
  constructor(
    private readonly warmUp: number,
    private readonly tell: (flag: string) => void = setFlagsFromString,
    private readonly version: string = process.versions.v8,
  ) {}

  step(): void {
    if (++this.steps !== this.warmUp || !this.version.startsWith(KNOWN_VERSION)) return;
    this.isPatient = true;
    this.tell(`--interrupt-budget=${PATIENT_BUDGET}`);
    this.tell('--no-regexp-tier-up');
  }

  /** As before: V8 takes code that was compiled beforehand only under the flags of then. */
  end(): void {
    if (!this.isPatient) return;
    this.isPatient = false;
    this.tell(`--interrupt-budget=${USUAL_BUDGET}`);
    this.tell('--regexp-tier-up');
  }
}
