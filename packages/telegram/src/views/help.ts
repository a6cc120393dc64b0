import { mayAct } from '../access/allow.js';
import type { Role } from '../access/allow.js';
import { COMMANDS, bold, code, command, line, title, tree } from '../message/value.js';
import type { CommandName, Message } from '../message/value.js';

/** What each command does, in a few words, and who may give it. */
export const ABOUT: Readonly<Record<CommandName, { readonly does: string; readonly needs: Role; readonly example: string }>> = {
  migration_status: { does: 'How every database stands', needs: 'viewer', example: '' },
  migration_plan: { does: 'What would be done', needs: 'viewer', example: '' },
  migrate: { does: 'Ask for what is pending to be applied', needs: 'operator', example: 'DATABASE to VERSION' },
  migration_rollback: { does: 'Ask for migrations to be taken back', needs: 'operator', example: 'DATABASE 1' },
  migration_history: { does: 'What was done, and who stands for it', needs: 'viewer', example: '' },
  migration_snapshots: { does: 'What can be restored', needs: 'viewer', example: '' },
  migration_restore: { does: 'Ask for a snapshot to be put back', needs: 'operator', example: 'DATABASE SNAPSHOT' },
  migration_help: { does: 'These words', needs: 'viewer', example: '' },
};

/** The commands of a role. */
export function commandsOf(role: Role): readonly CommandName[] {
  return COMMANDS.filter((name) => mayAct(role, ABOUT[name].needs));
}

/** `/migration_help`. */
export function helpMessage(role: Role): Message {
  return {
    head: [...title('❔', 'Migrations'), line('You are ', bold(role === 'viewer' ? 'a viewer' : `an ${role}`))],
    sections: commandsOf(role).map((name) => [
      line(command(name)),
      ...tree([line(ABOUT[name].does), ...(ABOUT[name].example === '' ? [] : [line('Also: ', code(`/${name} ${ABOUT[name].example}`))])]),
    ]),
    foot: [line('Nothing is changed before an approver approved a plan.')],
  };
}
