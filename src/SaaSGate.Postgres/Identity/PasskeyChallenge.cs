namespace SaaSGate.Postgres.Identity;

/// <summary>What a browser was asked to sign.</summary>
/// <param name="UserId">Who adds a passkey; null at a sign-in.</param>
/// <param name="State">What ASP.NET Core Identity must know when the answer comes.</param>
public sealed record PasskeyChallenge(string? UserId, string State);
