/**
 * Profiles a model where it lies: of a file of gigabytes only the parts that describe the graph are fetched, by range.
 * A token for a private place goes into the headers.
 *
 * Run: `deno run --allow-net --allow-env=TOKEN examples/profile_remote.ts ADDRESS`
 *
 * Without code: `deno task profile ADDRESS`
 */
import { profile } from "../mod.ts";

const [address] = Deno.args;
if (address === undefined) throw new Error("the address of a model is missing");

const token = Deno.env.get("TOKEN");
const withToken: typeof fetch = (input, init) => {
  const headers = new Headers(init?.headers);
  if (token !== undefined) headers.set("authorization", `Bearer ${token}`);
  return fetch(input, { ...init, headers });
};

const { macs, parameters, model } = await profile(address, { fetch: withToken });
console.log(`parameters   ${parameters.toLocaleString()}`);
console.log(`macs         ${macs.toLocaleString()}`);
console.log(`fetched      ${model.bytesRead.toLocaleString()} of ${model.bytes.toLocaleString()} bytes`);
