using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using SaaSGate.Contracts.Ids;
using SaaSGate.ControlPlane.Federation.Saml;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.ControlPlane.Live;
using SaaSGate.Postgres.Billing;
using SaaSGate.Postgres.Federation;
using SaaSGate.Postgres.Identity;
using SaaSGate.Postgres.Live;
using SaaSGate.Postgres.Organisations;

namespace SaaSGate.ControlPlane.Federation;

/// <summary>
/// Takes a browser back from an identity provider: the attempt is taken once and belongs to this browser and this provider; what the provider says is believed
/// or not; the person is found or becomes a member; the sign-in begins.
/// </summary>
internal sealed class ProviderSignIns(
    SignInReturns returns,
    SignInRefusals refusals,
    OidcAnswers oidc,
    SamlAnswers saml,
    LinkedIdentityStore identities,
    UserManager<SaaSGateUser> users,
    PortalSessions sessions,
    LiveNotices notices,
    TimeProvider clock)
{
    /// <summary>Where the browser goes now: into the portal, or to the sign-in page, which says what went wrong by a code.</summary>
    public async Task<string> FinishAsync(HttpContext context, Id<IdentityProvider> id, string? browser, CancellationToken cancellationToken)
    {
        // 1. The attempt, which nobody can take twice.
        var answer = SignInAnswer.From(context.Request.Query);
        var (attempt, provider, refused) = await returns.TakeAsync(id, answer.State, cancellationToken);
        if (attempt is null || provider is null)
            return refused!;

        try
        {
            // 2. This browser began it.
            if (browser is null || !CryptographicOperations.FixedTimeEquals(SignInStarts.Hash(browser), attempt.BrowserHash))
                return await refusals.RefuseAsync(provider, "over", "another browser began it", cancellationToken);

            // 3. What the provider says.
            var (person, code, why) = provider.IsSaml ? saml.Read(provider, attempt, answer.State!) : await oidc.ReadAsync(provider, answer, cancellationToken);
            if (person is null)
                return await refusals.RefuseAsync(provider, code, why, cancellationToken);
            if (attempt.Fresh && !(person.ProvenAt >= attempt.StartedAt - ProviderTokens.Skew))
                return await refusals.RefuseAsync(provider, "mismatch", "auth_time", cancellationToken);

            // 4. The person, and the sign-in.
            var (member, refusal) = await PersonAsync(provider, person.Named, cancellationToken);
            if (member is null)
                return await refusals.RefuseAsync(provider, refusal!, person.Named.Subject, cancellationToken);
            // Whom the directory made a member has no account before the first sign-in.
            var user = await users.FindByIdAsync(member.Id) ?? await AccountAsync(member.Id, member.DisplayName);
            await sessions.BeginAsync(
                context, user, member, new(provider.Organisation, provider.Id, person.Named.Subject, person.Session), ProvenAt(provider, attempt, person), person.Until, attempt.Replaces,
                cancellationToken);
            return attempt.ReturnTo;
        }
        catch (PlanLimitException)
        {
            return await refusals.RefuseAsync(provider, "seats", "the plan allows no more people", cancellationToken);
        }
        catch (ProviderException failure)
        {
            return await refusals.RefuseAsync(provider, "unreachable", failure.Message, cancellationToken);
        }
    }

    /// <summary>When the person showed who they are. Some SAML providers say the time of every answer: of them it counts where we asked them to ask.</summary>
    private static DateTimeOffset ProvenAt(KnownProvider provider, SignInAttempt attempt, VouchedPerson person) =>
        provider.IsSaml && !attempt.Fresh ? DateTimeOffset.UnixEpoch : person.ProvenAt ?? DateTimeOffset.UnixEpoch;

    private async Task<(MemberView? Member, string? Refusal)> PersonAsync(KnownProvider provider, NamedSubject named, CancellationToken cancellationToken)
    {
        // Once more where two sign-ins of somebody new came at the same time.
        for (var round = 0; round < 2; round++)
        {
            var (outcome, member, appended) = await identities.ResolveAsync(provider, named, cancellationToken);
            if (appended is not null)
                notices.FeedAdvanced(provider.Organisation.Value, appended);
            // Whose groups give something else than before has that wherever they are signed in.
            if (appended is not null && member is not null)
                notices.SignInEnded(new(provider.Organisation.Value, member.Id, null, Everywhere: false));
            if (outcome != LinkOutcome.Nobody)
                return outcome == LinkOutcome.Member ? (member, null) : (null, CodeOf(outcome));

            var id = Id<User>.New(clock);
            var user = await AccountAsync(id.Value, named.DisplayName);
            var (made, joined) = await AddAsync(provider, named, id, user, cancellationToken);
            if (made)
            {
                notices.FeedAdvanced(provider.Organisation.Value, joined!);
                return (new(id.Value, named.DisplayName, named.Email!, named.Roles), null);
            }

            await users.DeleteAsync(user);
        }

        return (null, CodeOf(LinkOutcome.AddressTaken));
    }

    private async Task<(bool Made, FeedEvent? Joined)> AddAsync(KnownProvider provider, NamedSubject named, Id<User> id, SaaSGateUser user, CancellationToken cancellationToken)
    {
        try
        {
            return await identities.AddAsync(provider, named, id, cancellationToken);
        }
        catch (PlanLimitException)
        {
            await users.DeleteAsync(user);
            throw;
        }
    }

    /// <summary>An account that no address finds: an organisation's provider says nothing about who somebody is elsewhere.</summary>
    private async Task<SaaSGateUser> AccountAsync(string id, string name)
    {
        var user = new SaaSGateUser { Id = id, UserName = id, Email = $"{id}@people.invalid", DisplayName = name, LockoutEnabled = true };
        return await users.CreateAsync(user) is { Succeeded: false } failed ? throw new InvalidOperationException($"An account could not be made: {failed}") : user;
    }

    private static string? CodeOf(LinkOutcome outcome) => outcome switch
    {
        LinkOutcome.Member or LinkOutcome.Nobody => null,
        LinkOutcome.Left => "left",
        LinkOutcome.NoRole => "no_role",
        LinkOutcome.NoAddress => "no_address",
        LinkOutcome.AddressTaken => "address_taken",
        LinkOutcome.NotShown => "not_shown",
        LinkOutcome.Beyond => "beyond",
        _ => "unknown",
    };
}
