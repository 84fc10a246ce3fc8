// Opens a network and sends it a transaction.
import { network } from "hardhat";

const { provider } = await network.create("threads");
const [from] = await provider.request({ method: "eth_accounts" });
await provider.request({ method: "eth_sendTransaction", params: [{ from, to: from }] });
