import type { BotState } from './bot-state.js';

/** A message that promises a card. */
export interface Promised {
  readonly chat: number;
  readonly message: number;
}

const KEY = 'promised';

/** The messages that promise a card, so that none goes on promising it when the bot that made its plan is dead. */
export class Unfinished {
  readonly #state: BotState;
  readonly #open = new Set<Promised>();

  constructor(state: BotState) {
    this.#state = state;
  }

  async add(promised: Promised): Promise<void> {
    this.#open.add(promised);
    await this.#write();
  }

  async remove(promised: Promised): Promise<void> {
    this.#open.delete(promised);
    await this.#write();
  }

  /** What a bot that died left behind; it is forgotten. */
  async takeLeft(): Promise<readonly Promised[]> {
    const text = await this.#state.recall(KEY);
    await this.#write();
    return text === null ? [] : (JSON.parse(text) as Promised[]);
  }

  #write(): Promise<void> {
    return this.#open.size === 0 ? this.#state.forget(KEY) : this.#state.remember(KEY, JSON.stringify([...this.#open]), null);
  }
}
