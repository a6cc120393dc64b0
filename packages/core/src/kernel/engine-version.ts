/** Version of this engine, written into every ledger row. The package's own version, which a test compares. */
export const VERSION = '0.1.0';
