using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Billing;
using SaaSGate.ControlPlane.Demo;
using SaaSGate.ControlPlane.Live;
using SaaSGate.Postgres;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Federation;
using SaaSGate.Postgres.Identity;
using SaaSGate.Postgres.Live;
using SaaSGate.Postgres.Organisations;

namespace SaaSGate.ControlPlane.Identity;

/// <summary>Begins, describes and ends people's sign-ins.</summary>
internal sealed class PortalSessions(
    SignInStore signIns,
    OrganisationStore organisations,
    MemberStore members,
    IdentityProviderStore providers,
    FeedStore feed,
    AuditStore audit,
    LiveNotices notices,
    IAntiforgery antiforgery,
    IOptions<DemoOptions> demo,
    IOptions<BillingOptions> billing,
    TimeProvider clock)
{
    /// <summary>Signs a person in who gave the password, in the first of the organisations that take it, or in the one that is wanted.</summary>
    public async Task<(PortalSession? Session, Problem? Problem)> BeginAsync(
        HttpContext context, SaaSGateUser user, CancellationToken cancellationToken, Id<Organisation>? wanted = null)
    {
        var id = Id<User>.Parse(user.Id);
        var memberships = await organisations.MembershipsAsync(id, null, cancellationToken);
        if ((memberships.Find(membership => membership.OrganisationId == wanted?.Value) ?? memberships.FirstOrDefault()) is not { } opened)
            return (null, await organisations.BelongsAnywhereAsync(id, cancellationToken) ? PortalProblems.ProviderNeeded : PortalProblems.SignInFailed);
        var organisation = Id<Organisation>.Parse(opened.OrganisationId);
        await BeginAsync(context, user, organisation, null, clock.GetUtcNow(), null, new(user.Id, user.DisplayName), cancellationToken);
        return (await DescribeAsync(context, new(user.Id, user.Email!, null, null), organisation, cancellationToken), null);
    }

    /// <summary>Signs a person in for whom an identity provider vouches, into its organisation alone. The cookie that the browser had is replaced.</summary>
    /// <param name="context">The request.</param>
    /// <param name="user">The account.</param>
    /// <param name="member">The person in the provider's organisation.</param>
    /// <param name="by">Who vouches.</param>
    /// <param name="provenAt">When the person showed the provider who they are.</param>
    /// <param name="until">When the sign-in is over at the latest; null for as long as any other.</param>
    /// <param name="replaces">The sign-in that this browser has had.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task BeginAsync(
        HttpContext context, SaaSGateUser user, MemberView member, ProviderSignIn by, DateTimeOffset provenAt, DateTimeOffset? until, string? replaces, CancellationToken cancellationToken)
    {
        if (replaces is not null)
            await signIns.EndAsync(replaces, cancellationToken);
        await BeginAsync(context, user, by.Organisation, by, provenAt, until, new(member.Id, member.DisplayName), cancellationToken);
    }

    /// <summary>What a page needs to begin. Null when the sign-in opens no such organisation.</summary>
    public async Task<PortalSession?> DescribeAsync(HttpContext context, SignedInUser user, Id<Organisation> organisation, CancellationToken cancellationToken)
    {
        var memberships = await organisations.MembershipsAsync(Id<User>.Parse(user.Id), user.OrganisationId, cancellationToken);
        if (memberships.Find(membership => membership.OrganisationId == organisation.Value) is not { } here
            || await members.FindAsync(organisation, user.Id, cancellationToken) is not { } member)
            return null;
        return new(
            new(member.Id, member.Email, member.DisplayName),
            new(here.OrganisationId, here.Slug, here.Name),
            here.Roles,
            member.Permissions ?? [],
            memberships,
            antiforgery.GetAndStoreTokens(context).RequestToken!,
            demo.Value.Enabled && organisation == DemoOrganisations.Acme,
            billing.Value.IsOn,
            user.ProviderId is null ? null : await ProviderAsync(organisation, Id<IdentityProvider>.Parse(user.ProviderId), cancellationToken),
            await feed.PositionAsync(organisation, cancellationToken));
    }

    /// <summary>Looks at another of the organisations that the sign-in opens from now on.</summary>
    public async Task<PortalSession?> SwitchAsync(HttpContext context, SignedInUser user, Id<Organisation> organisation, string stamp, CancellationToken cancellationToken)
    {
        var caller = Caller.From(context.User);
        if (await signIns.FindLiveAsync(caller.SignInId!, stamp, organisation, cancellationToken) is null)
            return null;
        // The antiforgery token is made for the organisation that is looked at from now on.
        context.User = SignInPrincipal.ForCookie(user.Id, organisation.Value, caller.SignInId!, stamp);
        if (await DescribeAsync(context, user, organisation, cancellationToken) is not { } session)
            return null;
        await SetCookieAsync(context, user.Id, organisation.Value, caller.SignInId!, stamp);
        notices.SignInEnded(new(caller.OrganisationId.Value, user.Id, caller.SignInId, Everywhere: false));
        return session;
    }

    /// <summary>The caller's sign-in goes on after its account's stamp has changed.</summary>
    public static Task GoOnAsync(HttpContext context, Caller caller, string stamp) => SetCookieAsync(context, caller.ActorId, caller.OrganisationId.Value, caller.SignInId!, stamp);

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

    private async Task BeginAsync(
        HttpContext context, SaaSGateUser user, Id<Organisation> organisation, ProviderSignIn? by, DateTimeOffset provenAt, DateTimeOffset? until, Actor actor, CancellationToken cancellationToken)
    {
        var length = until - clock.GetUtcNow() is { } left && left < IdentityServices.SignInLength ? left : IdentityServices.SignInLength;
        var signIn = await signIns.BeginAsync(
            new(Id<User>.Parse(user.Id), length, provenAt, DeviceWords.Of(context.Request.Headers.UserAgent), context.Connection.RemoteIpAddress?.ToString() ?? "", by),
            cancellationToken);
        await SetCookieAsync(context, user.Id, organisation.Value, signIn, user.SecurityStamp!);
        await audit.AppendAsync(
            organisation, clock, actor, "person.signed_in", user.Id, by is null ? new { } : new { provider = by.Provider.Value, subject = by.Subject }, cancellationToken);
    }

    private async Task<NamedReference?> ProviderAsync(Id<Organisation> organisation, Id<IdentityProvider> id, CancellationToken cancellationToken) =>
        await providers.FindAsync(organisation, id, cancellationToken) is { } provider ? new(id.Value, provider.What.Name) : null;

    /// <summary>The request goes on as that person, so that the antiforgery token is made for them.</summary>
    private static async Task SetCookieAsync(HttpContext context, string userId, string organisationId, string signInId, string stamp)
    {
        var principal = SignInPrincipal.ForCookie(userId, organisationId, signInId, stamp);
        await context.SignInAsync(CookieAuthenticationDefaults.AuthenticationScheme, principal);
        context.User = principal;
    }
}
