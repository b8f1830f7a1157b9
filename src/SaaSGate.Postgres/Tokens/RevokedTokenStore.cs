using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Live;
using SaaSGate.Postgres.Regions;

namespace SaaSGate.Postgres.Tokens;

/// <summary>Single tokens that were revoked: stops for gateways until they would have ended.</summary>
/// <param name="platform">Which they are.</param>
/// <param name="stops">The stops.</param>
/// <param name="clock">Decides which are over.</param>
public sealed class RevokedTokenStore(PlatformDatabase platform, StopStore stops, TimeProvider clock)
{
    /// <summary>Stops a token.</summary>
    /// <param name="organisation">Whose.</param>
    /// <param name="tokenId">Its <c>jti</c>.</param>
    /// <param name="endsAt">When it ends by itself.</param>
    /// <param name="actor">Who revokes it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Events of feeds.</returns>
    public async Task<IReadOnlyList<FeedAppended>> RevokeAsync(
        Id<Organisation> organisation, string tokenId, DateTimeOffset endsAt, Actor actor, CancellationToken cancellationToken)
    {
        // First what lifts it again: a stop without that would hold for ever, but one that is lifted in vain harms nobody. Whoever asks again, perhaps
        // because this ended between the two, stops it again.
        await using (var connection = await platform.OpenAsync(cancellationToken))
            await connection.RunAsync(
                "insert into platform.revoked_tokens (organisation_id, token_id, expires_at) values (@organisation, @tokenId, @endsAt) on conflict do nothing",
                new { organisation = organisation.Value, tokenId, endsAt }, cancellationToken);

        return (await stops.AddLockAsync(new StopTarget(organisation, StopKind.Credential, tokenId), "The token was revoked.", actor, cancellationToken)).Feeds;
    }

    /// <summary>Lifts the stops of tokens that have ended.</summary>
    public async Task<int> LiftEndedAsync(CancellationToken cancellationToken)
    {
        List<Ended> ended;
        await using (var connection = await platform.OpenAsync(cancellationToken))
            ended = await connection.ListAsync<Ended>(
                "select organisation_id, token_id from platform.revoked_tokens where expires_at < @now limit 1000", new { now = clock.GetUtcNow() }, cancellationToken);
        foreach (var token in ended)
        {
            if (Id<Organisation>.TryParse(token.OrganisationId, out var organisation))
                await stops.LiftLocksAsync(new StopTarget(organisation, StopKind.Credential, token.TokenId), Actor.System, cancellationToken);
            await using var connection = await platform.OpenAsync(cancellationToken);
            await connection.RunAsync(
                "delete from platform.revoked_tokens where organisation_id = @organisation and token_id = @token",
                new { organisation = token.OrganisationId, token = token.TokenId }, cancellationToken);
        }

        return ended.Count;
    }

    private sealed record Ended(string OrganisationId, string TokenId);
}
