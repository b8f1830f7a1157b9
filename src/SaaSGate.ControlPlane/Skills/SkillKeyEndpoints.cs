using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Http;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.ControlPlane.Live;
using SaaSGate.Postgres.Skills;

namespace SaaSGate.ControlPlane.Skills;

/// <summary>Keys of skills: shown once, kept as hashes, at most 90 days.</summary>
internal static class SkillKeyEndpoints
{
    public const int LongestLifeInDays = 90;
    private const int LongestOverlapInHours = 168, MostNetworks = 20;

    public static void MapSkillKeys(this IEndpointRouteBuilder api)
    {
        var keys = api.MapGroup("/skills/{skillId:skl}/keys").WithTags("Skills").RequireAuthorization(Access.Manage);
        keys.MapPost("/", CreateAsync).WithName("createSkillKey");
        keys.MapPost("/{keyId:key}/rotate", RotateAsync).WithName("rotateSkillKey");
        keys.MapDelete("/{keyId:key}", RevokeAsync).WithName("revokeSkillKey");
        api.MapPost("/leak-checks", CheckAsync).WithName("checkLeak").WithTags("Skills").RequireAuthorization(Access.Contain);
    }

    private static async Task<Results<Created<CreatedSkillKey>, ProblemResult>> CreateAsync(
        Id<Skill> skillId, CreateSkillKey create, Caller caller, SkillKeyStore keys, LiveNotices notices, TimeProvider clock, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        CheckLife(errors, create.ExpiresInDays);
        var networks = Networks(errors, create.Networks ?? []);
        if (errors.Any)
            return errors.ToProblem();
        if (!await keys.HasRoomAsync(caller.OrganisationId, skillId, cancellationToken))
            return (ProblemResult)PortalProblems.TooMany;
        var (text, key) = Make(clock, create.ExpiresInDays, networks);
        var (appended, outcome) = await keys.CreateAsync(caller.OrganisationId, skillId, key, caller.Actor, cancellationToken);
        if (appended is null)
            return outcome.ToProblem();
        notices.FeedAdvanced(caller.OrganisationId.Value, appended);
        return Created(skillId, text, key);
    }

    private static async Task<Results<Created<CreatedSkillKey>, ProblemResult>> RotateAsync(
        Id<Skill> skillId, Id<SkillKey> keyId, RotateSkillKey rotate, Caller caller, SkillKeyStore keys, SkillKeyChangeStore changes, LiveNotices notices, TimeProvider clock,
        CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        CheckLife(errors, rotate.ExpiresInDays);
        if (rotate.OverlapHours is < 0 or > LongestOverlapInHours)
            errors.Add("overlapHours", $"A number from 0 to {LongestOverlapInHours} is needed here.");
        if (errors.Any)
            return errors.ToProblem();
        if (!await keys.HasRoomAsync(caller.OrganisationId, skillId, cancellationToken))
            return (ProblemResult)PortalProblems.TooMany;
        var (text, key) = Make(clock, rotate.ExpiresInDays, []);
        var (appended, outcome) = await changes.RotateAsync(caller.OrganisationId, skillId, keyId, key, clock.GetUtcNow().AddHours(rotate.OverlapHours), caller.Actor, cancellationToken);
        if (appended is null)
            return outcome.ToProblem();
        notices.FeedAdvanced(caller.OrganisationId.Value, appended);
        return Created(skillId, text, key);
    }

    private static async Task<Results<NoContent, ProblemResult>> RevokeAsync(
        Id<Skill> skillId, Id<SkillKey> keyId, Caller caller, SkillKeyStore keys, LiveNotices notices, CancellationToken cancellationToken)
    {
        if (await keys.RevokeAsync(caller.OrganisationId, skillId, keyId, caller.Actor, cancellationToken) is not { } appended)
            return (ProblemResult)PortalProblems.NotFound;
        notices.FeedAdvanced(appended);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<LeakCheck>, ProblemResult>> CheckAsync(CheckLeak check, Caller caller, SkillKeyChangeStore keys, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        if (check.Start is not { Length: SecretText.HintLength } || !check.Start.StartsWith(SecretText.SkillKey, StringComparison.Ordinal))
            errors.Add("start", $"The first {SecretText.HintLength} characters of the key are needed here, and no more of it.");
        if (check.End is not { Length: SecretText.ChecksumLength })
            errors.Add("end", $"The last {SecretText.ChecksumLength} characters of the key are needed here, and no more of it.");
        return errors.Any
            ? errors.ToProblem()
            : TypedResults.Ok(new LeakCheck(await keys.FindLeakedAsync(caller.OrganisationId, check.Start!, check.End!, caller.Actor, cancellationToken)));
    }

    private static void CheckLife(FieldErrors errors, int days)
    {
        if (days is < 1 or > LongestLifeInDays)
            errors.Add("expiresInDays", $"A number from 1 to {LongestLifeInDays} is needed here.");
    }

    private static string[] Networks(FieldErrors errors, IReadOnlyList<string> networks)
    {
        var parsed = networks.Select(text => IPNetwork.TryParse(text?.Trim(), out var network) ? network.ToString() : null).ToList();
        if (networks.Count > MostNetworks || parsed.Contains(null))
            errors.Add("networks", $"At most {MostNetworks} networks are needed here, each as 203.0.113.0/24 or 2001:db8::/32.");
        return [.. parsed.OfType<string>().Distinct()];
    }

    private static (string Text, NewSkillKey Key) Make(TimeProvider clock, int days, IReadOnlyList<string> networks)
    {
        var text = SecretText.Create(SecretText.SkillKey);
        return (text, new(Id<SkillKey>.New(clock), SecretText.Hint(text), SecretText.Hash(text), clock.GetUtcNow().AddDays(days), SecretText.End(text), networks));
    }

    private static Created<CreatedSkillKey> Created(Id<Skill> skill, string text, NewSkillKey key) =>
        TypedResults.Created($"/api/v1/skills/{skill}/keys/{key.Id}", new CreatedSkillKey(key.Id.Value, text, key.Hint, key.ExpiresAt));
}
