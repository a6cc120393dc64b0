// The scenarios, in the order of the table.
import { scenario as kill } from './01-kill.mjs';
import { scenario as twoRunners } from './02-two-runners.mjs';
import { scenario as edited } from './03-edited-file.mjs';
import { scenario as third } from './04-third-statement.mjs';
import { scenario as cascade } from './05-cascade.mjs';
import { scenario as outOfOrder } from './06-out-of-order.mjs';
import { scenario as gone } from './07-file-gone.mjs';
import { scenario as dropColumn } from './08-drop-column.mjs';
import { scenario as trigger } from './09-trigger.mjs';
import { scenario as lineEnds } from './10-line-ends.mjs';
import { scenario as noTransaction } from './11-no-transaction.mjs';
import { scenario as diskFull } from './12-disk-full.mjs';
import { scenario as locked } from './13-locked.mjs';

export const SCENARIOS = [
  kill,
  twoRunners,
  edited,
  third,
  cascade,
  outOfOrder,
  gone,
  dropColumn,
  trigger,
  lineEnds,
  noTransaction,
  diskFull,
  locked,
];
