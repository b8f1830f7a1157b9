export interface LinkTicket {
  /** Workspace and member. */
  readonly external: string;
  /** What the other side calls the member; may be empty. */
  readonly name: string;
}

/** Whom a ticket names; null when it is none. Whether it is true, the server says: it has signed it. */
export function readTicket(ticket: string): LinkTicket | null {
  const [, , external, name] = ticket.split(".");
  const read = { external: decoded(external), name: decoded(name) };
  return read.external === null ? null : { external: read.external, name: read.name ?? "" };
}

function decoded(text: string | undefined): string | null {
  if (text === undefined) return null;
  try {
    const bytes = Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (character) => character.charCodeAt(0));
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
