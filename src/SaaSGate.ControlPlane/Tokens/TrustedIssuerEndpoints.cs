using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.Problems;
using SaaSGate.Contracts.Tokens;
using SaaSGate.ControlPlane.Exports;
using SaaSGate.ControlPlane.Http;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.ControlPlane.Live;
using SaaSGate.Postgres.Tokens;

namespace SaaSGate.ControlPlane.Tokens;

/// <summary>Issuers whose tokens stand for skills: workload identity.</summary>
internal static class TrustedIssuerEndpoints
{
    private const int LongestName = 100, LongestAddress = 500, MostClaims = 10;

    public static void MapTrustedIssuers(this IEndpointRouteBuilder api)
    {
        var issuers = api.MapGroup("/trusted-issuers").WithTags("Trusted issuers");
        var read = issuers.MapGroup("/").RequireAuthorization(Access.Read);
        read.MapGet("/", ListAsync).WithName("listTrustedIssuers");
        read.MapGet("/{issuerId:iss}", GetAsync).WithName("getTrustedIssuer");
        api.MapGroup("/skills/{skillId:skl}/issuer-mappings").WithTags("Trusted issuers").RequireAuthorization(Access.Read).MapGet("/", ListOfSkillAsync).WithName("listSkillIssuers");

        var manage = issuers.MapGroup("/").RequireAuthorization(Access.Manage);
        manage.MapPost("/", TrustAsync).WithName("trustIssuer");
        manage.MapDelete("/{issuerId:iss}", RemoveAsync).WithName("removeTrustedIssuer");
        manage.MapPost("/{issuerId:iss}/refresh", RefreshAsync).WithName("refreshTrustedIssuer");
        manage.MapPost("/{issuerId:iss}/mappings", MapAsync).WithName("mapTrustedIssuer");
        manage.MapDelete("/{issuerId:iss}/mappings/{mappingId:map}", UnmapAsync).WithName("unmapTrustedIssuer");
    }

    private static async Task<Ok<TrustedIssuers>> ListAsync(Caller caller, TrustedIssuerStore issuers, TokenIssuer service, CancellationToken cancellationToken) =>
        TypedResults.Ok(new TrustedIssuers(AudienceOf(caller), service.TokenEndpoint.AbsoluteUri, await issuers.ListAsync(caller.OrganisationId, cancellationToken)));

    private static async Task<Results<Ok<TrustedIssuerView>, ProblemResult>> GetAsync(
        Id<TrustedIssuer> issuerId, Caller caller, TrustedIssuerStore issuers, CancellationToken cancellationToken) =>
        Shown(await issuers.FindAsync(caller.OrganisationId, issuerId, cancellationToken));

    private static async Task<Results<Ok<List<IssuerMappingView>>, ProblemResult>> ListOfSkillAsync(
        Id<Skill> skillId, Caller caller, TrustedIssuerStore issuers, SkillClientStore clients, CancellationToken cancellationToken) =>
        await clients.ListAsync(caller.OrganisationId, skillId, cancellationToken) is null
            ? (ProblemResult)PortalProblems.NotFound
            : TypedResults.Ok(await issuers.ListOfSkillAsync(caller.OrganisationId, skillId, cancellationToken));

    private static async Task<Results<Created<TrustedIssuerView>, ProblemResult>> TrustAsync(
        TrustIssuer trust, Caller caller, TrustedIssuerStore issuers, IssuerKeys keys, TokenIssuer own, GuardedHttp http, TimeProvider clock,
        CancellationToken cancellationToken)
    {
        const string Address = "An address that begins with https:// and does not lead into a private network is needed here.";
        var errors = new FieldErrors();
        var name = errors.Text("name", trust.Name, LongestName);
        var issuer = errors.Text("issuer", trust.Issuer, LongestAddress);
        var audience = trust.Audience is null ? AudienceOf(caller) : errors.Text("audience", trust.Audience, LongestAddress);
        if (http.Allowed(issuer) is null)
            errors.Add("issuer", Address);
        else if (issuer.TrimEnd('/') == own.Address.AbsoluteUri.TrimEnd('/'))
            errors.Add("issuer", "This installation's own tokens stand for skills already.");
        if (trust.KeysAddress is { } address && (address.Length > LongestAddress || http.Allowed(address) is null))
            errors.Add("keysAddress", Address);
        if (audience == AccessTokenClaims.Gateway)
            errors.Add("audience", "This is the audience of this installation's own tokens.");
        if (NamesAnother(audience, caller.OrganisationId))
            errors.Add("audience", "This audience names another organisation.");
        if (errors.Any)
            return errors.ToProblem();
        var id = Id<TrustedIssuer>.New(clock);
        switch (await issuers.CreateAsync(caller.OrganisationId, new(id, name, issuer, audience, trust.KeysAddress), caller.Actor, cancellationToken))
        {
            case TrustResult.NameTaken:
                return (ProblemResult)PortalProblems.NameTaken;
            case TrustResult.Taken:
                return FieldErrors.One("audience", "This issuer is trusted for this audience already, here or elsewhere. Choose an audience of your own.");
            case TrustResult.Full:
                return (ProblemResult)PortalProblems.TooMany;
        }

        await keys.RefreshAsync(caller.OrganisationId, id, cancellationToken);
        return TypedResults.Created($"/api/v1/trusted-issuers/{id}", (await issuers.FindAsync(caller.OrganisationId, id, cancellationToken))!);
    }

    private static async Task<Results<NoContent, ProblemResult>> RemoveAsync(
        Id<TrustedIssuer> issuerId, Caller caller, TrustedIssuerStore issuers, LiveNotices notices, CancellationToken cancellationToken)
    {
        if (await issuers.RemoveAsync(caller.OrganisationId, issuerId, caller.Actor, cancellationToken) is not { } appended)
            return (ProblemResult)PortalProblems.NotFound;
        notices.FeedAdvanced(appended);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<TrustedIssuerView>, ProblemResult>> RefreshAsync(
        Id<TrustedIssuer> issuerId, Caller caller, TrustedIssuerStore issuers, IssuerKeys keys, CancellationToken cancellationToken)
    {
        await keys.RefreshAsync(caller.OrganisationId, issuerId, cancellationToken);
        return Shown(await issuers.FindAsync(caller.OrganisationId, issuerId, cancellationToken));
    }

    private static async Task<Results<Created<TrustedIssuerView>, ProblemResult>> MapAsync(
        Id<TrustedIssuer> issuerId, MapIssuer map, Caller caller, TrustedIssuerStore issuers, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (await issuers.FindAsync(caller.OrganisationId, issuerId, cancellationToken) is null)
            return (ProblemResult)PortalProblems.NotFound;
        var errors = new FieldErrors();
        if (map.Claims is not { Count: >= 1 and <= MostClaims } claims || !claims.All(claim => claim.IsValid) || claims.DistinctBy(claim => claim.Name).Count() != claims.Count)
            return errors.Add("claims", $"1 to {MostClaims} claims are needed here, each once, with a value that is more than *.").ToProblem();
        return await issuers.MapAsync(caller.OrganisationId, issuerId, Id<IssuerMapping>.New(clock), map.SkillId ?? "", claims, caller.Actor, cancellationToken) switch
        {
            TrustResult.Missing => FieldErrors.One("skillId", "A skill of this organisation is needed here."),
            TrustResult.Full => (ProblemResult)PortalProblems.TooMany,
            TrustResult.Gone => (ProblemResult)PortalProblems.Forbidden,
            _ => TypedResults.Created($"/api/v1/trusted-issuers/{issuerId}", (await issuers.FindAsync(caller.OrganisationId, issuerId, cancellationToken))!),
        };
    }

    private static async Task<Results<NoContent, ProblemResult>> UnmapAsync(
        Id<TrustedIssuer> issuerId, Id<IssuerMapping> mappingId, Caller caller, TrustedIssuerStore issuers, LiveNotices notices, CancellationToken cancellationToken)
    {
        if (await issuers.UnmapAsync(caller.OrganisationId, issuerId, mappingId, caller.Actor, cancellationToken) is not { } appended)
            return (ProblemResult)PortalProblems.NotFound;
        notices.FeedAdvanced(appended);
        return TypedResults.NoContent();
    }

    private static string AudienceOf(Caller caller) => $"saasgate:{caller.OrganisationId}";

    /// <summary>An audience that holds an organisation's id is that organisation's, whoever comes first.</summary>
    private static bool NamesAnother(string audience, Id<Organisation> own)
    {
        const int Length = 30;
        for (var at = audience.IndexOf(Organisation.Prefix + "_", StringComparison.Ordinal); at >= 0; at = audience.IndexOf(Organisation.Prefix + "_", at + 1, StringComparison.Ordinal))
        {
            if (at + Length <= audience.Length && Id<Organisation>.TryParse(audience.Substring(at, Length), out var named) && named != own)
                return true;
        }

        return false;
    }

    private static Results<Ok<TrustedIssuerView>, ProblemResult> Shown(TrustedIssuerView? issuer) =>
        issuer is null ? (ProblemResult)PortalProblems.NotFound : TypedResults.Ok(issuer);
}
