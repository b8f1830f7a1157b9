import { createContext, useContext } from "react";
import type { Session } from "../api/types.ts";

export const SessionContext = createContext<Session | null>(null);

/** Who is signed in, for everything inside the frame. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === null) throw new Error("Pages stand inside the frame, which knows the session.");
  return session;
}
