import { assertEquals } from "@std/assert";
import { JumpForecast } from "../../lib/bytes/jump_forecast.ts";

/** A forecast that has seen landings at these distances from each other. */
function after(steps: readonly number[]): { forecast: JumpForecast; last: number } {
  const forecast = new JumpForecast();
  let last = 1000;
  forecast.add({ offset: last, byteLength: 16 });
  for (const step of steps) forecast.add({ offset: last += step, byteLength: 16 });
  return { forecast, last };
}

Deno.test("JumpForecast expects equal steps to go on", () => {
  const { forecast, last } = after([50_000, 50_000]);
  assertEquals(forecast.next(2).map(({ offset }) => offset - last), [50_000, 100_000]);
});

Deno.test("JumpForecast expects a layer's steps again, names a little longer", () => {
  const { forecast, last } = after([900_000, 70_000, 20_000, 90_000, 90_000, 70_003]);
  assertEquals(forecast.next(3).map(({ offset }) => offset - last), [20_000, 110_000, 200_000]);
});

Deno.test("JumpForecast is silent where nothing is alike", () => {
  assertEquals(after([]).forecast.next(4), []);
  assertEquals(after([10_000, 20_000, 40_000]).forecast.next(4), []);
});

Deno.test("JumpForecast tells how many bytes were wanted at the like place", () => {
  const { forecast } = after([50_000, 30_000]);
  forecast.extendLast(4000);
  forecast.add({ offset: 1000 + 130_000, byteLength: 16 });
  assertEquals(forecast.next(1), [{ offset: 1000 + 160_000, byteLength: 4000 }]);
});
