/** What a migration tells while it runs. */
export interface Watch {
  /** Told after each statement: how many are done, and a line for the reader where the statement gave one. @throws INTERRUPTED */
  readonly statement: (done: number, notice: string | null) => void;
  readonly notice: (text: string) => void;
  readonly progress: (done: number, total: number) => void;
  /** @throws INTERRUPTED when the run was asked to stop */
  readonly heed: () => void;
}
