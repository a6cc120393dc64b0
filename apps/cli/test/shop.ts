import { packed } from './packed.js';
import { workplace } from './workplace.js';
import type { Workplace } from './workplace.js';

/** Two databases, three migrations each, every one with a rollback. The second waits for the first. */
export const CONFIG = {
  databases: {
    orders: { label: 'Orders', file: 'data/shop_orders.db', migrations: 'migrations/orders_v1', aliases: ['o'] },
    stock: { label: 'Stock', file: 'data/shop_stock.db', migrations: 'migrations/stock_v2', aliases: ['s'], after: 'orders' },
  },
} as const;

const SCRIPTS = {
  'orders_v1/001_orders.sql': 'CREATE TABLE orders (id INTEGER PRIMARY KEY, symbol TEXT NOT NULL);\n',
  'orders_v1/002_lots.sql': 'ALTER TABLE orders ADD COLUMN lots REAL DEFAULT 0;\n',
  'orders_v1/003_index.sql': 'CREATE INDEX idx_orders_symbol ON orders (symbol);\n',
  'orders_v1/rollback/001_rollback_orders.sql': 'DROP TABLE orders;\n',
  'orders_v1/rollback/002_rollback_lots.sql': 'ALTER TABLE orders DROP COLUMN lots;\n',
  'orders_v1/rollback/003_rollback_index.sql': 'DROP INDEX idx_orders_symbol;\n',
  'stock_v2/001_stock.sql': 'CREATE TABLE stock (id INTEGER PRIMARY KEY);\n',
  'stock_v2/002_price.sql': 'ALTER TABLE stock ADD COLUMN price REAL;\n',
  'stock_v2/003_name.sql': 'ALTER TABLE stock ADD COLUMN name TEXT;\n',
  'stock_v2/rollback/001_rollback_stock.sql': 'DROP TABLE stock;\n',
  'stock_v2/rollback/002_rollback_price.sql': 'ALTER TABLE stock DROP COLUMN price;\n',
  'stock_v2/rollback/003_rollback_name.sql': 'ALTER TABLE stock DROP COLUMN name;\n',
};

/** A workplace with the shop's configuration and migrations; its databases do not exist yet. */
export function shop(): Workplace {
  const place = workplace();
  place.write('zepix.config.json', JSON.stringify(CONFIG));
  place.write('data/.keep', '');
  for (const [name, text] of Object.entries(SCRIPTS)) place.write(`migrations/${name}`, text);
  return place;
}

/** As `shop`, with both databases migrated to the newest version. */
export const openShop = packed(async () => {
  const place = shop();
  const { code, stdout, stderr } = await place.run('up');
  if (code !== 0) throw new Error(`The shop did not open: ${stdout}${stderr}`);
  return place;
});

/** A workplace with one folder of migrations and no configuration: `--database app.db --migrations migrations`. */
export function single(scripts: Readonly<Record<string, string>>): Workplace {
  const place = workplace();
  for (const [name, text] of Object.entries(scripts)) place.write(`migrations/${name}`, text);
  return place;
}

/** The flags that go with `single`. */
export const APP = ['--database', 'app.db', '--migrations', 'migrations'];
