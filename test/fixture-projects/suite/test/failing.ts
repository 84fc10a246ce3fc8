import { expect } from "chai";
import { network } from "hardhat";

/** Every test here fails: what the developer is shown must be the same on both networks. */

const { ethers, networkHelpers, provider } = await network.create();

async function deploy() {
  return await ethers.deployContract("Failing", [false]);
}

describe("what developers are shown", () => {
  const calls: Record<string, (failing: Awaited<ReturnType<typeof deploy>>) => Promise<unknown>> = {
    "a reason": (failing) => failing.reason(5n),
    "a reason of a mined transaction": (failing) => failing.reason(5n, { gasLimit: 200_000n }),
    "a reason of a call": (failing) => failing.reason.staticCall(5n),
    "a custom error": (failing) => failing.custom(),
    "a panic": (failing) => failing.panic(0n),
    "an overflow": (failing) => failing.overflow(),
    silence: (failing) => failing.silent(),
    "an invalid opcode": (failing) => failing.invalidOpcode(),
    "too little gas": (failing) => failing.burn({ gasLimit: 100_000n }),
    "a constructor": async () => ethers.deployContract("Failing", [true]),
    "an inner constructor": (failing) => failing.create(),
    "ether where none is taken": (failing) => failing.set(1n, { value: 5n } as object),
    "an unknown function": async (failing) => {
      const [signer] = await ethers.getSigners();
      await signer?.sendTransaction({ to: await failing.getAddress(), data: "0x12345678" });
    },
    "a call below": async () => (await ethers.deployContract("Outer")).failBelow(),
    "a call below a proxy": async () => {
      const proxy = await ethers.deployContract("Proxy", [await (await ethers.deployContract("Outer")).getAddress()]);
      const outer = await ethers.getContractAt("Outer", await proxy.getAddress());
      await outer.replace();
      return await outer.failBelow();
    },
    "a wrong expectation": async (failing) => expect(failing.reason(5n)).to.be.revertedWith("something else"),
    "an unexpected success": async (failing) => expect(failing.set(5n)).to.be.revertedWith("something else"),
    "too little ether": async () => {
      const [signer] = await ethers.getSigners();
      await networkHelpers.setBalance(signer?.address as string, 10n ** 18n);
      await signer?.sendTransaction({ to: signer.address, value: 10n ** 20n });
    },
    "bad parameters": () => provider.request({ method: "eth_call", params: [{ to: "0x12" }] }),
    "an unknown method": () => provider.request({ method: "eth_doSomething", params: [] }),
    "a nonce of the past": async () => {
      const [signer] = await ethers.getSigners();
      await signer?.sendTransaction({ to: signer.address, nonce: 0 });
    },
  };
  for (const [title, call] of Object.entries(calls)) {
    it(title, async () => {
      await call(await networkHelpers.loadFixture(deploy));
    });
  }
});
