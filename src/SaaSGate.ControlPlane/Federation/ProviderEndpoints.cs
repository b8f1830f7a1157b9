using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Connections;
using SaaSGate.ControlPlane.Federation.Saml;
using SaaSGate.ControlPlane.Http;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.ControlPlane.Organisations;
using SaaSGate.ControlPlane.Vault;
using SaaSGate.Postgres;
using SaaSGate.Postgres.Federation;

namespace SaaSGate.ControlPlane.Federation;

/// <summary>Identity providers of the organisation. No token changes them: they say who people are.</summary>
internal static class ProviderEndpoints
{
    public static void MapIdentityProviders(this IEndpointRouteBuilder api)
    {
        var providers = api.MapGroup("/identity-providers").WithTags("Identity");
        var inspect = providers.MapGroup("/").RequireAuthorization(Access.InspectPeoplePerson);
        inspect.MapGet("/", ListAsync).WithName("listIdentityProviders");
        inspect.MapGet("/{providerId:idp}", GetAsync).WithName("getIdentityProvider");
        var people = providers.MapGroup("/").RequireAuthorization(Access.PeoplePerson);
        people.MapPost("/", CreateAsync).WithName("createIdentityProvider").AddEndpointFilter<FreshSignInNeeded>();
        people.MapPut("/{providerId:idp}", UpdateAsync).WithName("updateIdentityProvider").AddEndpointFilter<FreshSignInNeeded>();
        people.MapPost("/{providerId:idp}/test", TestAsync).WithName("testIdentityProvider");
        people.MapDelete("/{providerId:idp}", DeleteAsync).WithName("deleteIdentityProvider").AddEndpointFilter<FreshSignInNeeded>();
        people.MapSamlMetadata();
    }

    private static async Task<Ok<Page<IdentityProviderView>>> ListAsync(Caller caller, IdentityProviderStore providers, ProviderLinks links, CancellationToken cancellationToken) =>
        TypedResults.Ok(new Page<IdentityProviderView>((await providers.ListAsync(caller.OrganisationId, cancellationToken)).ConvertAll(provider => View(provider, links)), null));

    private static async Task<Results<Ok<IdentityProviderView>, ProblemResult>> GetAsync(
        Id<IdentityProvider> providerId, Caller caller, IdentityProviderStore providers, ProviderLinks links, HttpContext context, CancellationToken cancellationToken)
    {
        if (await providers.FindAsync(caller.OrganisationId, providerId, cancellationToken) is not { } provider)
            return (ProblemResult)PortalProblems.NotFound;
        ETags.Set(context, provider.Version);
        return TypedResults.Ok(View(provider, links));
    }

    private static async Task<Results<Created<IdentityProviderView>, ProblemResult>> CreateAsync(
        SaveProvider save, Caller caller, IdentityProviderStore providers, ProviderLinks links, MappedRoles mapped, IOptions<ConnectionOptions> connections, KeyVault vault, TimeProvider clock,
        HttpContext context, CancellationToken cancellationToken)
    {
        var id = Id<IdentityProvider>.New(clock);
        var errors = ProviderChecks.Check(save, null, connections.Value.AllowPrivateUpstreams);
        if (errors.Any)
            return errors.ToProblem();
        if (await ProblemAsync(save, caller, mapped, cancellationToken) is { } kept)
            return kept;
        if (Problem(await providers.CreateAsync(caller.OrganisationId, id, save.Kind, save.Issuer.Trim(), Draft(save, caller.OrganisationId, id, null, vault), caller.Actor, cancellationToken)) is { } problem)
            return problem;
        var made = (await providers.FindAsync(caller.OrganisationId, id, cancellationToken))!;
        ETags.Set(context, made.Version);
        return TypedResults.Created($"/api/v1/identity-providers/{id}", View(made, links));
    }

    private static async Task<Results<Ok<IdentityProviderView>, ProblemResult>> UpdateAsync(
        Id<IdentityProvider> providerId,
        SaveProvider save,
        [FromHeader(Name = "If-Match")] string? ifMatch,
        Caller caller,
        IdentityProviderStore providers,
        ProviderLinks links,
        MappedRoles mapped,
        ProviderEnds ends,
        IOptions<ConnectionOptions> connections,
        KeyVault vault,
        HttpContext context,
        CancellationToken cancellationToken)
    {
        if (await providers.FindAsync(caller.OrganisationId, providerId, cancellationToken) is not { } before)
            return (ProblemResult)PortalProblems.NotFound;
        var errors = ProviderChecks.Check(save, before, connections.Value.AllowPrivateUpstreams);
        if (errors.Any)
            return errors.ToProblem();
        if (await ProblemAsync(save, caller, mapped, cancellationToken) is { } kept)
            return kept;
        if (ETags.TryReadIfMatch(ifMatch, out var expected) is { } missing)
            return missing;
        var draft = Draft(save, caller.OrganisationId, providerId, before, vault);
        if (Problem(await providers.UpdateAsync(caller.OrganisationId, providerId, expected, save.Issuer.Trim(), draft, caller.Actor, cancellationToken)) is { } problem)
            return problem;
        // Whoever signs for it no more may have signed for anybody.
        if (!draft.Enabled || SamlCertificates.Lost(before.What.Certificates, draft.Certificates))
            await ends.EndAsync(caller.OrganisationId, providerId, null, null, cancellationToken);
        var saved = (await providers.FindAsync(caller.OrganisationId, providerId, cancellationToken))!;
        ETags.Set(context, saved.Version);
        return TypedResults.Ok(View(saved, links));
    }

    private static async Task<Results<Ok<ProviderTest>, ProblemResult>> TestAsync(
        Id<IdentityProvider> providerId, Caller caller, IdentityProviderStore providers, ProviderDirectory directory, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (await providers.FindAsync(caller.OrganisationId, providerId, cancellationToken) is not { } provider)
            return (ProblemResult)PortalProblems.NotFound;
        if (provider.IsSaml)
            return TypedResults.Ok(SamlCertificates.Test(provider, clock.GetUtcNow()));
        try
        {
            var (metadata, keys) = await directory.AskAsync(provider, cancellationToken);
            return TypedResults.Ok(new ProviderTest(keys == 0 ? "It has no key that signs." : null, metadata.Authorization.AbsoluteUri, keys));
        }
        catch (ProviderException failure)
        {
            return TypedResults.Ok(new ProviderTest(failure.Message, null, 0));
        }
    }

    private static async Task<Results<NoContent, ProblemResult>> DeleteAsync(
        Id<IdentityProvider> providerId, Caller caller, IdentityProviderStore providers, ProviderEnds ends, CancellationToken cancellationToken)
    {
        if (Problem(await providers.DeleteAsync(caller.OrganisationId, providerId, caller.Actor, cancellationToken)) is { } problem)
            return problem;
        await ends.EndAsync(caller.OrganisationId, providerId, null, null, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<ProblemResult?> ProblemAsync(SaveProvider save, Caller caller, MappedRoles mapped, CancellationToken cancellationToken) =>
        await mapped.ProblemAsync(caller, "defaultRoles", save.DefaultRoles, cancellationToken)
        ?? await mapped.ProblemAsync(caller, "groupRoles", save.GroupRoles.SelectMany(one => one.Roles), cancellationToken);

    private static IdentityProviderDraft Draft(SaveProvider save, Id<Organisation> organisation, Id<IdentityProvider> id, KnownProvider? before, KeyVault vault) => new(
        save.Name.Trim(),
        save.ClientId?.Trim() ?? "",
        string.IsNullOrEmpty(save.Secret) ? null : vault.Seal(VaultPurpose.ProviderSecret(organisation.Value, id.Value), Encoding.UTF8.GetBytes(save.Secret)),
        save.Secret is null ? before?.What.HasSecret == true : save.Secret.Length > 0,
        [.. (save.Scopes ?? []).Distinct()],
        string.IsNullOrEmpty(save.Authority) ? null : save.Authority,
        save.GroupClaim.Trim(),
        save.GroupRoles,
        [.. save.DefaultRoles.Distinct()],
        save.CreatesMembers,
        save.TrustsAddresses,
        save.Enabled,
        string.IsNullOrWhiteSpace(save.SsoUrl) ? null : save.SsoUrl.Trim(),
        string.IsNullOrWhiteSpace(save.Certificates) ? null : SamlCertificates.Normalize(save.Certificates, out _));

    private static IdentityProviderView View(KnownProvider provider, ProviderLinks links) => new(
        provider.Id.Value, provider.What.Name, provider.Kind, provider.Issuer, provider.What.ClientId, provider.What.HasSecret, provider.What.Scopes, provider.What.GroupClaim,
        provider.What.GroupRoles, provider.What.DefaultRoles, provider.What.CreatesMembers, provider.What.TrustsAddresses, provider.What.Enabled, provider.What.Authority,
        provider.What.SsoUrl, provider.What.Certificates, SamlCertificates.Describe(provider.What.Certificates), links.Redirect(provider.Id).AbsoluteUri,
        provider.IsSaml ? null : links.BackchannelLogout(provider.Id).AbsoluteUri, provider.IsSaml ? links.SamlMetadata(provider.Id).AbsoluteUri : null, provider.Version);

    private static ProblemResult? Problem(FederationOutcome outcome) => outcome switch
    {
        FederationOutcome.Done => null,
        FederationOutcome.Changed => (ProblemResult)PortalProblems.ChangedMeanwhile,
        FederationOutcome.NameTaken => (ProblemResult)PortalProblems.NameTaken,
        FederationOutcome.Full => (ProblemResult)PortalProblems.TooMany,
        FederationOutcome.Beyond => (ProblemResult)PortalProblems.BeyondYou,
        FederationOutcome.InUse => (ProblemResult)PortalProblems.ProviderInUse,
        _ => (ProblemResult)PortalProblems.NotFound,
    };
}
