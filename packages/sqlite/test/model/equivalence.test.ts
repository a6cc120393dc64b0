import { describe, expect, it } from 'vitest';
import { compareModels, createIndex, createTable, fromSchema, toSchema } from '../../src/model/index.js';
import { hashOf, modelOf } from './database.js';

/** Pairs of scripts that SQLite ends up treating alike. */
const ALIKE: Readonly<Record<string, readonly [string, string]>> = {
  'keyword case, blanks and comments': [
    "CREATE TABLE t (a TEXT NOT NULL DEFAULT 'x' CHECK (a IN ('x', 'y')))",
    "create\ttable t(--first\n a text not null default 'x'/*,*/check(a in('x','y')))",
  ],
  'quoting of names': [
    'create table "t"([a] text, `b c` int, "d" int); create index [i] on `t`("a"); create view "v" as select "a" from [t]',
    "create table t(a text, 'b c' int, d int); create index i on t(a); create view v as select a from t",
  ],
  'a keyword that needs no quotes': [
    'create table t("key" text check ("key" <> \'\'), "action" int); create view v as select "key" from t',
    "create table t(key text check (key <> ''), action int); create view v as select key from t",
  ],
  'IF NOT EXISTS and the schema before the name': [
    'create table if not exists main.t(a); create index if not exists main.i on t(a); create view if not exists main.v as select 1',
    'create table t(a); create index i on t(a); create view v as select 1',
  ],
  'a column added later': [
    'create table t(a int, constraint c check (a > 0)); alter table t add column b real not null default 0 check (b >= 0)',
    'create table t(a int, b real default 0 not null, check (b >= 0), constraint c check (a > 0))',
  ],
  'a column dropped again': ['create table t(a, b, c); alter table t drop column b', 'create table t(a, c)'],
  'a renamed table with all that refers to it': [
    `create table old(id integer primary key, up int references old(id), s text check (old.s <> '')); create table kid(p int references old);
     create index i on old(s) where s > 'a'; create view v as select s from old;
     create trigger tr after insert on kid begin update old set s = 'y'; end; alter table old rename to fresh`,
    `create table fresh(id integer primary key, up int references fresh(id), s text check (fresh.s <> '')); create table kid(p int references fresh);
     create index i on fresh(s) where s > 'a'; create view v as select s from fresh;
     create trigger tr after insert on kid begin update fresh set s = 'y'; end`,
  ],
  'a renamed column with all that refers to it': [
    `create table t(a text unique, g as (upper(a)), check (a <> '')); create index i on t(lower(a)) where a > 'a';
     create table k(x references t(a)); create view v as select a from t; create trigger tr update of a on t begin select new.a; end;
     alter table t rename column a to b`,
    `create table t(b text unique, g as (upper(b)), check (b <> '')); create index i on t(lower(b)) where b > 'a';
     create table k(x references t(b)); create view v as select b from t; create trigger tr update of b on t begin select new.b; end`,
  ],
  'constraints at the column and at the table': [
    'create table p(id integer primary key); create table t(a text primary key, b int unique on conflict ignore check (b > 0) references p on delete cascade)',
    'create table p(id integer, primary key (id)); create table t(a text, b int, foreign key (b) references p(id) on delete cascade, check (b > 0), unique (b) on conflict ignore, primary key (a))',
  ],
  'the order of constraints': [
    'create table t(a, b, check (a > 0), check (b > 0), unique (a), unique (b), foreign key (a) references t(b), foreign key (b) references t(a))',
    'create table t(a, b, foreign key (b) references t(a), unique (b), check (b > 0), foreign key (a) references t(b), check (a > 0), unique (a))',
  ],
  'what is the default anyway': [
    'create table t(a text collate binary default null unique on conflict abort references t match simple on delete no action not deferrable)',
    'create table t(a text null unique references t)',
  ],
  'parentheses around the whole': [
    'create table t(a default (1) check ((a > 0)), b as ((a + 1))); create index i on t((a + b)) where (a > 0)',
    'create table t(a default 1 check (a > 0), b as (a + 1)); create index i on t(a + b) where a > 0',
  ],
  'strings in double quotes, as old databases have them': [
    "create table t(side text default \"BUY\" check (side in ('BUY', 'SELL')))",
    "create table t(side text default 'BUY' check (side in ('BUY', 'SELL')))",
  ],
  'two spellings of an operator': ['create table t(a check (a == 1 or a != 2))', 'create table t(a check (a = 1 or a <> 2))'],
  'the case of a reference': [
    'create table Orders(Id int, check (ID > 0)); create table k(o references ORDERS(ID)); create index i on orders(iD) where id > 0; create view v as select ID from ORDERS',
    'create table Orders(Id int, check (Id > 0)); create table k(o references Orders(Id)); create index i on Orders(Id) where Id > 0; create view v as select Id from Orders',
  ],
  'what a trigger says without effect': [
    'create table t(a); create trigger tr delete on t begin delete from t; end',
    'create table t(a); create trigger tr before delete on "t" for each row begin delete from t; end',
  ],
  'the order of creation': [
    'create table a(x); create table b(y); create index i on a(x); create index j on b(y); create view v as select 1; create view w as select 2',
    'create view w as select 2; create table b(y); create index j on b(y); create table a(x); create view v as select 1; create index i on a(x)',
  ],
  'the place of an option': [
    'create table t(a int primary key) strict, without rowid',
    'create table t(a int primary key) WITHOUT  ROWID,STRICT',
  ],
};

describe.each(Object.entries(ALIKE))('%s', (_, [one, other]) => {
  it('gives the same model and hash', () => {
    expect(toSchema(modelOf(one)).text).toBe(toSchema(modelOf(other)).text);
    expect(hashOf(one)).toBe(hashOf(other));
  });
});

/** Pairs that look alike and are not. */
const DIFFERENT: Readonly<Record<string, readonly [string, string]>> = {
  'the case of a string': ["create table t(a check (a = 'buy'))", "create table t(a check (a = 'BUY'))"],
  'blanks in a string': ["create table t(a default 'x  y')", "create table t(a default 'x y')"],
  'a number and its text': ['create table t(a default 1)', "create table t(a default '1')"],
  'a descending INTEGER PRIMARY KEY, which is no rowid': [
    'create table t(a integer primary key desc)',
    'create table t(a integer, primary key (a desc))',
  ],
  'a unique constraint and a unique index': ['create table t(a unique)', 'create table t(a); create unique index i on t(a)'],
  'a name beyond ASCII in another case': ['create table t(ä)', 'create table t(Ä)'],
  'a column named like a function': [
    'create table t("current_date" text, a text check (a > "current_date"))',
    'create table t("current_date" text, a text check (a > current_date))',
  ],
  'an immediate and a deferred key': ['create table t(a references t)', 'create table t(a references t deferrable initially deferred)'],
  'a check with a name': ['create table t(a constraint c check (a))', 'create table t(a check (a))'],
};

describe.each(Object.entries(DIFFERENT))('%s', (_, [one, other]) => {
  it('gives another hash and a difference', () => {
    expect(hashOf(one)).not.toBe(hashOf(other));
    expect(compareModels(modelOf(one), modelOf(other))).not.toEqual([]);
  });
});

it('compares names without regard to case, but keeps the spelling that applications see', () => {
  const [one, other] = [modelOf('create table Orders(Id, unique (Id))'), modelOf('create table orders(ID, unique (id))')];
  expect(compareModels(one, other)).toEqual([]);
  expect(toSchema(one).text).toContain('"Orders"');
});

const ODD: readonly string[] = [
  `create table t("a" "INTEGER", b 'my type', d unsigned big int, e int generated always as (a) stored not null unique)`,
  'create table t(a int constraint x not null constraint y default 1 constraint z unique constraint w check (a) constraint p primary key)',
  "create table t(a default +1, b default -0x1F, c default .5, d default 'it''s', e default (1+2), f default (-(1)), g default current_date)",
  'create table t(a integer primary key desc, b int unique on conflict replace); create index i on t(b collate nocase desc, b || a)',
  'create table t(rowid int, "select" int check ("select" > rowid), "from where" text collate "nocase")',
  'create table t(a references missing, b references missing(x))',
  "create table 't''q'(a); create index 'i' on 't''q'(a); create trigger 'tr' after insert on 't''q' begin select 'x'; end",
  `create view v as with recursive c(x) as (values (1) union all select x + 1 from c where x < 5)
    select count(*) filter (where x > 1) over (order by x rows between unbounded preceding and current row) from c`,
  `create table t(a); create trigger tr after insert on t when new.a is not null begin
    insert or replace into t(a) values (new.a), (-1); update t set a = case when a then 'x' else null end; select raise(abort, 'no'); end`,
];

it.each([...Object.values(ALIKE).map(([script]) => script), ...ODD])('can be stored, read back and run again: %s', (script) => {
  const model = modelOf(script);
  const schema = toSchema(model);
  expect(compareModels(model, fromSchema(schema))).toEqual([]);
  expect(toSchema(fromSchema(schema))).toEqual(schema);
  const again = modelOf(
    ...model.tables.map(createTable),
    ...model.indexes.map(createIndex),
    ...model.views.map(({ definition }) => definition),
    ...model.triggers.map(({ definition }) => definition),
  );
  expect(compareModels(model, again)).toEqual([]);
  expect(toSchema(again)).toEqual(schema);
});
