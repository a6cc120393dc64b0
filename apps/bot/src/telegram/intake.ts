/** How updates come in. */
export interface Intake {
  /** Rejects when it can't go on; resolves when it was stopped. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}
