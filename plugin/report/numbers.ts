// The locale is fixed: a report in CI must not depend on the machine that wrote it.
const INTEGER = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
const ONE_DECIMAL = new Intl.NumberFormat("en-US", { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const PERCENT = new Intl.NumberFormat("en-US", { style: "percent", maximumFractionDigits: 0 });
const COMPACT = new Intl.NumberFormat("en-US", { notation: "compact", maximumFractionDigits: 1 });

/** `12,345` */
export function formatCount(value: number): string {
  return INTEGER.format(value);
}

/** `7.6x`, `120x` */
export function formatFactor(value: number): string {
  return `${(value < 99.95 ? ONE_DECIMAL : INTEGER).format(value)}x`;
}

/** `95%`, of a share from 0 to 1. */
export function formatShare(value: number): string {
  return PERCENT.format(value);
}

/** `1.2M` */
export function formatGas(value: number): string {
  return COMPACT.format(value);
}

/** `1 test`, `2 tests` */
export function countOf(value: number, singular: string, plural = `${singular}s`): string {
  return `${formatCount(value)} ${value === 1 ? singular : plural}`;
}

/** To four decimals, as JSON has factors and shares: more would be digits of the machine, not of the block. */
export function rounded(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
