import type { Observer, RunEvent } from '@zepix/migrations-core';
import { code, line, title, tree } from '../message/value.js';
import type { Line, Message } from '../message/value.js';
import { Editor } from '../progress/editor.js';
import { edit } from '../tools/post.js';
import { messageOf } from '../tools/tools.js';
import type { Tools } from '../tools/tools.js';
import { bytes, count } from '../wording/words.js';

/** What is done sooner than that needs no words of its own. */
const PATIENCE_MS = 1500;

/** The words that stand in a card's place while its plan is made and tried. */
export function planningMessage(steps: readonly Line[]): Message {
  const foot = [
    line('The plan is tried on a copy, which takes a while where there is much data. The card comes in the place of these words.'),
  ];
  return { head: title('⏳', 'Planning'), sections: steps.length === 0 ? [] : [tree(steps)], foot };
}

/** Shows what is being tried, in the message that the card will be in. */
export class Waiting implements Observer {
  readonly #editor: Editor;
  #steps: readonly Line[] = [];

  constructor(tools: Tools, at: { readonly chat: number; readonly message: number }) {
    this.#editor = new Editor(
      async () => {
        try {
          await edit(tools, at, planningMessage(this.#steps));
        } catch (error) {
          tools.log.warn({ error: messageOf(error) }, 'the planning could not be shown');
        }
      },
      tools.progressMs,
      PATIENCE_MS,
    );
  }

  emit(event: RunEvent): void {
    if (event.event !== 'rehearsal-started') return;
    const { database, migrations, bytes: size } = event;
    this.#steps = [...this.#steps, line('🧪 ', code(database), `: ${count(migrations, 'migration')} on a copy of ${bytes(size)}`)];
    this.#editor.touch();
  }

  /** Nothing is shown any more: the card comes now. */
  end(): Promise<void> {
    return this.#editor.end();
  }
}
