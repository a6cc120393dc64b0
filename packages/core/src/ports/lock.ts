/** Who holds a lock. */
export interface Owner {
  readonly pid: number;
  readonly host: string;
  /** UTC, ISO 8601 with Z. */
  readonly since: string;
  readonly runId: string;
}

/** A lock that is held. Freed by `release`, and by the operating system when the process dies. */
export interface Lease {
  release(): void;
}

/** How long to wait for a lock, and what to tell meanwhile. */
export interface WaitOptions {
  /** Milliseconds; 0 tries once. */
  readonly timeoutMs: number;
  /** Called now and then while waiting. `owner` is null when the holder did not say. */
  readonly onWait?: ((owner: Owner | null, waitedMs: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}
