import type { Logger } from 'pino';

/** Whether somebody asked this process to stop. */
export interface Signals {
  readonly asked: AbortSignal;
  readonly whenAsked: Promise<void>;
  /** Hears no more signals. */
  forget(): void;
}

/** SIGBREAK is what a Windows service or a closed window sends. */
const STOPPING = ['SIGTERM', 'SIGINT', 'SIGBREAK', 'SIGHUP'] as const;
const EXIT_INTERRUPTED = 130;
const EXIT_BUG = 70;

/** What nobody caught is a bug of ours: it is logged without secrets, and ends the process. */
export function heedCrashes(log: Logger): void {
  const crash = (error: unknown): never => {
    log.fatal({ stack: error instanceof Error ? error.stack : String(error) }, 'the bot ends for an error that nobody caught');
    return process.exit(EXIT_BUG);
  };
  process.on('uncaughtException', crash).on('unhandledRejection', crash);
}

/** The first signal asks for a clean end. The second ends at once: the engine's process notices, and undoes what is open. */
export function heedSignals(log: Logger): Signals {
  const controller = new AbortController();
  const { signal: asked } = controller;
  const hear = (name: NodeJS.Signals): void => {
    if (asked.aborted) process.exit(EXIT_INTERRUPTED);
    log.info({ signal: name }, 'asked to stop');
    controller.abort();
  };
  for (const name of STOPPING) process.on(name, hear);
  return {
    asked,
    whenAsked: new Promise((resolve) => asked.addEventListener('abort', () => resolve(), { once: true })),
    forget: () => {
      for (const name of STOPPING) process.off(name, hear);
    },
  };
}
