using SaaSGate.Contracts.Ids;

namespace SaaSGate.Postgres.Tokens;

/// <summary>An issuer that is to be trusted.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">For people, unique in the organisation.</param>
/// <param name="Issuer">The exact <c>iss</c>.</param>
/// <param name="Audience">The exact <c>aud</c>.</param>
/// <param name="KeysAddress">Of its keys; null where its document of discovery says it.</param>
public sealed record NewTrustedIssuer(Id<TrustedIssuer> Id, string Name, string Issuer, string Audience, string? KeysAddress);
