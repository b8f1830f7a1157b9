import type { QueryClient } from "@tanstack/react-query";
import { createRootRouteWithContext, createRoute, createRouter, Outlet, redirect } from "@tanstack/react-router";
import { ApprovalsPage } from "#features/approvals/approvals-page.tsx";
import { readApprovalsSearch } from "#features/approvals/approvals-search.ts";
import { AuditPage } from "#features/audit/audit-page.tsx";
import { readAuditSearch } from "#features/audit/audit-search.ts";
import { ConnectionsPage } from "#features/connections/connections-page.tsx";
import { ExportsPage } from "#features/exports/exports-page.tsx";
import { ExposurePage } from "#features/exposure/exposure-page.tsx";
import { readExposureSearch } from "#features/exposure/exposure-search.ts";
import { HomePage } from "#features/home/home-page.tsx";
import { IdentityPage } from "#features/identity/identity-page.tsx";
import { SignInsPage } from "#features/identity/sign-ins-page.tsx";
import { IncidentsPage } from "#features/incidents/incidents-page.tsx";
import { readIncidentsSearch } from "#features/incidents/incidents-search.ts";
import { LocksPage } from "#features/locks/locks-page.tsx";
import { readLocksSearch } from "#features/locks/locks-search.ts";
import { IssuersPage } from "#features/issuers/issuers-page.tsx";
import { DirectoryPage } from "#features/directory/directory-page.tsx";
import { MembersPage } from "#features/members/members-page.tsx";
import { RolesPage } from "#features/members/roles-page.tsx";
import { OffboardingPage } from "#features/offboarding/offboarding-page.tsx";
import { PartnersPage } from "#features/partners/partners-page.tsx";
import { NotificationsPage } from "#features/notifications/notifications-page.tsx";
import { readNotificationsSearch } from "#features/notifications/notifications-search.ts";
import { PoliciesPage } from "#features/policies/policies-page.tsx";
import { readPoliciesSearch } from "#features/policies/policies-search.ts";
import { ReviewingPage } from "#features/reviewing/reviewing-page.tsx";
import { SearchPage } from "#features/search/search-page.tsx";
import { readSearchState } from "#features/search/search-search.ts";
import { BillingPage } from "#features/billing/billing-page.tsx";
import { readBillingSearch } from "#features/billing/billing-search.ts";
import { RetentionPage } from "#features/retention/retention-page.tsx";
import { SessionPage } from "#features/sessions/session-page.tsx";
import { SessionsPage } from "#features/sessions/sessions-page.tsx";
import { readSessionSearch, readSessionsSearch } from "#features/sessions/sessions-search.ts";
import { InvitationPage } from "#features/sign-in/invitation-page.tsx";
import { PasswordPage } from "#features/sign-in/password-page.tsx";
import { SignInPage } from "#features/sign-in/sign-in-page.tsx";
import { readSignInSearch } from "#features/sign-in/sign-in-search.ts";
import { TokensPage } from "#features/tokens/tokens-page.tsx";
import { SkillsPage } from "#features/skills/skills-page.tsx";
import { readSkillsSearch } from "#features/skills/skills-search.ts";
import { sessionQuery } from "#shared/queries/session.ts";
import { Frame } from "./frame/frame.tsx";
import { LostPage, BrokenPage } from "./frame/lost-page.tsx";

const rootRoute = createRootRouteWithContext<{ readonly client: QueryClient }>()({
  component: Outlet,
  notFoundComponent: LostPage,
  errorComponent: BrokenPage,
});

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/sign-in",
  component: SignInPage,
  validateSearch: readSignInSearch,
});

const invitationRoute = createRoute({ getParentRoute: () => rootRoute, path: "/invitation", component: InvitationPage });
const passwordRoute = createRoute({ getParentRoute: () => rootRoute, path: "/password", component: PasswordPage });

const frameRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: "frame",
  component: Frame,
  beforeLoad: async ({ context, location }) => {
    const session = await context.client.query({ ...sessionQuery, staleTime: "static" });
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- the router's way to redirect
    if (session === null) throw redirect({ to: "/sign-in", search: location.href === "/" ? {} : { then: location.href } });
  },
});

const homeRoute = createRoute({ getParentRoute: () => frameRoute, path: "/", component: HomePage });
const approvalsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/approvals/{-$approvalId}",
  component: ApprovalsPage,
  validateSearch: readApprovalsSearch,
});
const sessionsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/sessions",
  component: SessionsPage,
  validateSearch: readSessionsSearch,
});
const sessionRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/sessions/$sessionId",
  component: SessionPage,
  validateSearch: readSessionSearch,
});
const searchRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/search",
  component: SearchPage,
  validateSearch: readSearchState,
});
const skillsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/skills/{-$skillId}",
  component: SkillsPage,
  validateSearch: readSkillsSearch,
});
const locksRoute = createRoute({ getParentRoute: () => frameRoute, path: "/locks", component: LocksPage, validateSearch: readLocksSearch });
const connectionsRoute = createRoute({ getParentRoute: () => frameRoute, path: "/connections", component: ConnectionsPage });
const policiesRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/policies/{-$policyId}",
  component: PoliciesPage,
  validateSearch: readPoliciesSearch,
});

const incidentsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/incidents/{-$incidentId}",
  component: IncidentsPage,
  validateSearch: readIncidentsSearch,
});
const exposureRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/exposure",
  component: ExposurePage,
  validateSearch: readExposureSearch,
});
const retentionRoute = createRoute({ getParentRoute: () => frameRoute, path: "/settings/retention", component: RetentionPage });

const billingRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/settings/billing",
  component: BillingPage,
  validateSearch: readBillingSearch,
});
const reviewingRoute = createRoute({ getParentRoute: () => frameRoute, path: "/settings/reviewing", component: ReviewingPage });
const partnersRoute = createRoute({ getParentRoute: () => frameRoute, path: "/settings/partners", component: PartnersPage });
const issuersRoute = createRoute({ getParentRoute: () => frameRoute, path: "/settings/issuers", component: IssuersPage });
const exportsRoute = createRoute({ getParentRoute: () => frameRoute, path: "/settings/exports", component: ExportsPage });

const identityRoute = createRoute({ getParentRoute: () => frameRoute, path: "/settings/identity", component: IdentityPage });
const signInsRoute = createRoute({ getParentRoute: () => frameRoute, path: "/settings/sign-ins", component: SignInsPage });

const notificationsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/settings/notifications",
  component: NotificationsPage,
  validateSearch: readNotificationsSearch,
});

const auditRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/settings/audit",
  component: AuditPage,
  validateSearch: readAuditSearch,
});

const membersRoute = createRoute({ getParentRoute: () => frameRoute, path: "/settings/members", component: MembersPage });
const rolesRoute = createRoute({ getParentRoute: () => frameRoute, path: "/settings/roles", component: RolesPage });
const tokensRoute = createRoute({ getParentRoute: () => frameRoute, path: "/settings/tokens", component: TokensPage });
const directoryRoute = createRoute({ getParentRoute: () => frameRoute, path: "/settings/directory", component: DirectoryPage });
const offboardingRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/settings/offboarding/{-$offboardingId}",
  component: OffboardingPage,
});

const routeTree = rootRoute.addChildren([
  signInRoute,
  invitationRoute,
  passwordRoute,
  frameRoute.addChildren([
    homeRoute,
    approvalsRoute,
    sessionsRoute,
    sessionRoute,
    searchRoute,
    skillsRoute,
    incidentsRoute,
    exposureRoute,
    locksRoute,
    connectionsRoute,
    policiesRoute,
    reviewingRoute,
    partnersRoute,
    membersRoute,
    rolesRoute,
    tokensRoute,
    directoryRoute,
    offboardingRoute,
    retentionRoute,
    billingRoute,
    issuersRoute,
    exportsRoute,
    identityRoute,
    signInsRoute,
    notificationsRoute,
    auditRoute,
  ]),
]);

export function createPortalRouter(client: QueryClient): PortalRouter {
  return makeRouter(client);
}

function makeRouter(client: QueryClient) {
  return createRouter({
    routeTree,
    context: { client },
    defaultPreload: false,
    defaultErrorComponent: BrokenPage,
    scrollRestoration: true,
  });
}

type PortalRouter = ReturnType<typeof makeRouter>;

declare module "@tanstack/react-router" {
  interface Register {
    router: PortalRouter;
  }
}
