import { LocalNetwork } from "../../../plugin/network/local-network.ts";
import { localSettings } from "../helpers/both.ts";
import { encode } from "./upstream.ts";

// A process of its own that forks the chain and prints what it sees of it.
const [url = "", blockNumber = "", cacheDirectory = "", coin = ""] = process.argv.slice(2);
const network = await LocalNetwork.create({
  ...localSettings(),
  forking: { url, blockNumber: BigInt(blockNumber), cacheDirectory },
});
console.log(await network.request("eth_call", [{ to: coin, data: encode("Coin", "totalSupply") }, "pending"]));
await network.close();
