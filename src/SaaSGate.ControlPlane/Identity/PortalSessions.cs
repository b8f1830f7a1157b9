using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using SaaSGate.Contracts.Ids;
using SaaSGate.ControlPlane.Demo;
using SaaSGate.ControlPlane.Live;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Identity;
using SaaSGate.Postgres.Live;
using SaaSGate.Postgres.Organisations;

namespace SaaSGate.ControlPlane.Identity;

/// <summary>Begins, describes and ends people's sign-ins.</summary>
internal sealed class PortalSessions(
    SignInStore signIns,
    OrganisationStore organisations,
    FeedStore feed,
    AuditStore audit,
    LiveNotices notices,
    IAntiforgery antiforgery,
    IOptions<DemoOptions> demo,
    TimeProvider clock)
{
    /// <summary>Signs a person in, in the first of their organisations. Null when there is none.</summary>
    public async Task<PortalSession?> BeginAsync(HttpContext context, SaaSGateUser user, CancellationToken cancellationToken)
    {
        var id = Id<User>.Parse(user.Id);
        if ((await organisations.MembershipsAsync(id, cancellationToken)).FirstOrDefault() is not { } first)
            return null;
        var signIn = await signIns.BeginAsync(id, IdentityServices.SignInLength, cancellationToken);
        var organisation = Id<Organisation>.Parse(first.OrganisationId);
        await SetCookieAsync(context, user.Id, first.OrganisationId, signIn, user.SecurityStamp!);
        await audit.AppendAsync(organisation, clock, new(user.Id, user.DisplayName), "person.signed_in", user.Id, cancellationToken);
        return await DescribeAsync(context, new(user.Id, user.Email!, user.DisplayName), organisation, cancellationToken);
    }

    /// <summary>What a page needs to begin. Null when the person does not belong to the organisation.</summary>
    public async Task<PortalSession?> DescribeAsync(HttpContext context, Person person, Id<Organisation> organisation, CancellationToken cancellationToken)
    {
        var memberships = await organisations.MembershipsAsync(Id<User>.Parse(person.Id), cancellationToken);
        if (memberships.Find(membership => membership.OrganisationId == organisation.Value) is not { } here)
            return null;
        return new(
            person,
            new(here.OrganisationId, here.Slug, here.Name),
            here.Roles,
            memberships,
            antiforgery.GetAndStoreTokens(context).RequestToken!,
            demo.Value.Enabled && organisation == DemoOrganisations.Acme,
            await feed.PositionAsync(organisation, cancellationToken));
    }

    /// <summary>Looks at another of the person's organisations from now on, with the same sign-in.</summary>
    public async Task<PortalSession?> SwitchAsync(HttpContext context, Person person, Id<Organisation> organisation, string stamp, CancellationToken cancellationToken)
    {
        var caller = Caller.From(context.User);
        if (await DescribeAsync(context, person, organisation, cancellationToken) is not { } session)
            return null;
        await SetCookieAsync(context, person.Id, organisation.Value, caller.SignInId!, stamp);
        notices.SignInEnded(new(caller.OrganisationId.Value, person.Id, caller.SignInId, Everywhere: false));
        return session;
    }

    /// <summary>Audits that a person showed once more who they are.</summary>
    public Task SteppedUpAsync(Caller caller, CancellationToken cancellationToken) =>
        audit.AppendAsync(caller.OrganisationId, clock, caller.Actor, "person.stepped_up", caller.ActorId, cancellationToken);

    public async Task EndAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var caller = Caller.From(context.User);
        await signIns.EndAsync(caller.SignInId!, cancellationToken);
        await context.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
        notices.SignInEnded(new(caller.OrganisationId.Value, caller.ActorId, caller.SignInId, Everywhere: true));
        await audit.AppendAsync(caller.OrganisationId, clock, caller.Actor, "person.signed_out", caller.ActorId, cancellationToken);
    }

    /// <summary>The request goes on as that person, so that the antiforgery token is made for them.</summary>
    private static async Task SetCookieAsync(HttpContext context, string userId, string organisationId, string signInId, string stamp)
    {
        var principal = SignInPrincipal.ForCookie(userId, organisationId, signInId, stamp);
        await context.SignInAsync(CookieAuthenticationDefaults.AuthenticationScheme, principal);
        context.User = principal;
    }
}
