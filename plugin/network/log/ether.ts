const GWEI_DECIMALS = 9n;
const ETHER_DECIMALS = 18n;
const SHOWN_DECIMALS = 4n;

/** Below these amounts, in wei, the next smaller unit is used. */
const LEAST_GWEI = 100_000n;
const LEAST_ETHER = 100_000_000_000_000n;

/**
 * An amount of ether in the unit and with the decimals that Hardhat's log shows: four at most, cut off, and without the
 * zeros around them ("1. ETH", and "1.5 ETH" also for 1.05), so that logs of both networks are equal.
 */
export function formatEther(wei: bigint): string {
  if (wei === 0n) return "0 ETH";
  if (wei < LEAST_GWEI) return `${wei} wei`;
  return wei < LEAST_ETHER ? `${decimal(wei, GWEI_DECIMALS)} gwei` : `${decimal(wei, ETHER_DECIMALS)} ETH`;
}

function decimal(wei: bigint, decimals: bigint): string {
  const unit = 10n ** decimals;
  const shown = (wei % unit) / 10n ** (decimals - SHOWN_DECIMALS);
  return `${wei / unit}.${shown.toString().replace(/0+$/, "")}`;
}
