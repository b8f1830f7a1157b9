import { queryOptions, type QueryClient } from "@tanstack/react-query";
import { api, read, setCsrfToken } from "../api/client.ts";
import { ProblemError } from "../api/problem.ts";
import type { AcceptInvitation, Permission, Session } from "../api/types.ts";
import { keys } from "./keys.ts";

/** Who is signed in; null when nobody is. */
export const sessionQuery = queryOptions<Session | null>({
  queryKey: keys.session,
  staleTime: Infinity,
  queryFn: async ({ client }) => {
    try {
      const session = remember(await read(api.GET("/api/v1/session")));
      const before = client.getQueryData<Session | null>(keys.session);
      // Another tab of this browser goes on as somebody else, or in another organisation.
      if (before !== undefined && (before?.organisation.id !== session.organisation.id || before.user.id !== session.user.id))
        become(client, session);
      return session;
    } catch (error) {
      if (error instanceof ProblemError && error.status === 401) return null;
      throw error;
    }
  },
});

function remember(session: Session): Session {
  setCsrfToken(session.csrfToken);
  return session;
}

export async function signIn(client: QueryClient, email: string, password: string, code: string): Promise<void> {
  const session = remember(await read(api.POST("/api/v1/session", { body: { email, password, code: code === "" ? null : code } })));
  become(client, session);
}

export async function signInByPasskey(client: QueryClient, answer: { id: string; credential: Record<string, unknown> }): Promise<void> {
  become(client, remember(await read(api.POST("/api/v1/session/passkey", { body: answer }))));
}

/** Joins by the link of an invitation: with a new password, or with that of the account that there is. */
export async function acceptInvitation(client: QueryClient, accept: AcceptInvitation): Promise<void> {
  become(client, remember(await read(api.POST("/api/v1/session/invitation/accept", { body: accept }))));
}

/** Sends this browser to an identity provider, which sends it back to a path of the portal. */
export async function leaveForProvider(providerId: string, email: string | null, returnTo: string, fresh: boolean): Promise<void> {
  const { location } = await read(api.POST("/api/v1/session/provider", { body: { providerId, email, returnTo, fresh } }));
  window.location.assign(location);
}

export async function signOut(client: QueryClient): Promise<void> {
  await read(api.DELETE("/api/v1/session"));
  become(client, null);
}

/** Goes on in another organisation of the same person: nothing of the one before stays in memory. */
export async function switchOrganisation(client: QueryClient, organisationId: string): Promise<void> {
  const session = remember(await read(api.POST("/api/v1/session/organisation", { body: { organisationId } })));
  become(client, session);
}

function become(client: QueryClient, session: Session | null): void {
  client.setQueryData(sessionQuery.queryKey, session);
  client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== keys.session[0] });
}

/** Whether the person may one of these. */
export function may(session: Session, ...permissions: readonly Permission[]): boolean {
  return permissions.some((permission) => session.permissions.includes(permission));
}
