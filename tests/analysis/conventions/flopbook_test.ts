import { assertEquals } from "@std/assert";
import { profile } from "../../../lib/profile.ts";
import { networkOf } from "./_layers.ts";

Deno.test("flopbook: the convention's numbers are the totals", async () => {
  const { conventions, macs, flops } = await profile(networkOf("MultiheadAttention(64,4) on 2×10×64"));
  assertEquals(macs, 353_280); // conventions.md 2.10, torch.utils.flop_counter halved
  assertEquals(conventions.by("flopbook").numbers, { flops, macs });
});
