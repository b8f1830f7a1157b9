using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SaaSGate.ControlPlane.Approvals;
using SaaSGate.ControlPlane.Audit;
using SaaSGate.ControlPlane.Billing;
using SaaSGate.ControlPlane.BlastRadius;
using SaaSGate.ControlPlane.Connections;
using SaaSGate.ControlPlane.Demo;
using SaaSGate.ControlPlane.Evidence;
using SaaSGate.ControlPlane.Exports;
using SaaSGate.ControlPlane.Exposure;
using SaaSGate.ControlPlane.Federation;
using SaaSGate.ControlPlane.Home;
using SaaSGate.ControlPlane.Http;
using SaaSGate.ControlPlane.Idempotency;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.ControlPlane.Incidents;
using SaaSGate.ControlPlane.Live;
using SaaSGate.ControlPlane.Locks;
using SaaSGate.ControlPlane.Notifications;
using SaaSGate.ControlPlane.Offboarding;
using SaaSGate.ControlPlane.Organisations;
using SaaSGate.ControlPlane.Partners;
using SaaSGate.ControlPlane.Policies;
using SaaSGate.ControlPlane.Retention;
using SaaSGate.ControlPlane.Scim;
using SaaSGate.ControlPlane.Search;
using SaaSGate.ControlPlane.Sessions;
using SaaSGate.ControlPlane.Skills;
using SaaSGate.ControlPlane.Tokens;

namespace SaaSGate.ControlPlane.Hosting;

/// <summary>Every door of the control plane.</summary>
internal static class ControlPlaneEndpoints
{
    public static void MapManagementApi(this IEndpointRouteBuilder app)
    {
        var root = app.MapGroup("/api/v1").AddEndpointFilter<RouteGroupBuilder, TextGuard>().AddEndpointFilter<RouteGroupBuilder, PlanLimitFilter>();
        // Nothing of a sign-in is kept to be answered again: neither a hash of the password nor a session without its cookie.
        root.MapSignIn();
        root.MapProviderSignIn();
        root.MapCredentials();
        root.MapPasswords();
        root.MapInvitationAnswers();
        var api = Repeatable.MapGroup(root);
        api.MapHome();
        api.MapApprovals();
        api.MapLikes();
        api.MapReviewerGroups();
        api.MapPartners();
        api.MapSessions();
        api.MapSearch();
        api.MapSavedSearches();
        api.MapSkills();
        api.MapLocks();
        api.MapSkillKeys();
        api.MapSkillConfirmations();
        api.MapSkillClients();
        api.MapTrustedIssuers();
        api.MapConnections();
        api.MapConnectionCredentials();
        api.MapPolicies();
        api.MapRuleMatches();
        api.MapBacktests();
        api.MapMembers();
        api.MapMemberInvitations();
        api.MapRoles();
        api.MapSignIns();
        api.MapTokens();
        api.MapOffboardings();
        api.MapHrWebhooks();
        api.MapDirectory();
        api.MapEventStreams();
        api.MapIdentityProviders();
        api.MapDomains();
        api.MapExposure();
        api.MapExposureLists();
        api.MapBlastRadius();
        api.MapIncidents();
        api.MapAudit();
        api.MapEvidence();
        api.MapFeed();
        api.MapBilling();
        api.MapRetention();
        api.MapExports();
        api.MapChannels();
        api.MapPersonalNotifications();
        api.MapDemo();
        app.MapOpenApi("/api/{documentName}/openapi.json").AllowAnonymous();
    }
}
