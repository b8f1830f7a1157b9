namespace SaaSGate.Postgres.Tokens;

/// <summary>An issuer of tokens that the organisation trusts.</summary>
/// <param name="Id">Its id, <c>iss_…</c>.</param>
/// <param name="Name">For people.</param>
/// <param name="Issuer">The exact <c>iss</c>.</param>
/// <param name="Audience">The exact <c>aud</c>.</param>
/// <param name="KeysAddress">Of its keys; null where its document of discovery says it.</param>
/// <param name="Keys">How many keys it publishes.</param>
/// <param name="KeysAt">When it was last seen to publish them; null before the first time.</param>
/// <param name="Failure">Why its keys could not be had when they were last asked for; null where they could.</param>
/// <param name="CreatedAt">Since when it is trusted.</param>
/// <param name="Mappings">Which of its tokens stand for which skill.</param>
public sealed record TrustedIssuerView(
    string Id, string Name, string Issuer, string Audience, string? KeysAddress, int Keys, DateTimeOffset? KeysAt, string? Failure, DateTimeOffset CreatedAt,
    IReadOnlyList<IssuerMappingView> Mappings);
