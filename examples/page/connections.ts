/** What the page may connect to: nothing, unless the user gave an address. */

/** A policy can only be narrowed: a page that wants more connections than it has left must be loaded anew. */
let left: "those for an address" | "none" = "those for an address";

/** Gives up every connection for as long as the page is open: what it gets from now on stays on this machine. */
export function giveUpConnections(): void {
  if (left !== "none") permit("'none'");
  left = "none";
}

/** Keeps the connections that an address needs: to its server, and to where that may redirect. */
export function keepConnectionsFor(address: URL): void {
  permit(address.origin === location.origin ? "'self'" : address.protocol === "https:" ? "https:" : "http: https:");
}

/** What is left, in words for the user. */
export function connectionWords(): string {
  return left === "none"
    ? "It is read in this page, which has no connection to anywhere."
    : "Now the page connects only for the address that you gave, and it gives that up as soon as it gets a file.";
}

function permit(sources: string): void {
  const policy = document.createElement("meta");
  policy.httpEquiv = "Content-Security-Policy";
  policy.content = `connect-src ${sources}`;
  document.head.append(policy);
}
