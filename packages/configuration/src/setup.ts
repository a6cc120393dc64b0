/** What the wiring needs to know; plain JSON, so that it can be handed to the engine's process. */
export interface Setup {
  readonly options: Record<'config' | 'envFile' | 'database' | 'migrations', string | undefined> & { readonly format?: string | undefined };
  readonly cwd: string;
  /** How long a look waits for a writer that is just committing, in ms; default: the driver's. */
  readonly readTimeoutMs?: number | undefined;
}
