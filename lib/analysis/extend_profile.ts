import type { Profile } from "./profile.ts";

/** A profile with more facts, or others. What is computed when it is asked for stays so, which `{ ...profile }` would ask for. */
export function extendProfile(profile: Profile, facts: Partial<Profile>): Profile {
  return Object.defineProperties({}, {
    ...Object.getOwnPropertyDescriptors(profile),
    ...Object.getOwnPropertyDescriptors(facts),
  }) as Profile;
}
