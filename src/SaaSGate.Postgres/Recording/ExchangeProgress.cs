namespace SaaSGate.Postgres.Recording;

/// <summary>How far an exchange's response has been recorded.</summary>
/// <param name="OrganisationId">Whose.</param>
/// <param name="SessionId">Its session.</param>
/// <param name="ExchangeId">The exchange.</param>
/// <param name="Position">Response bytes that can be read.</param>
/// <param name="Complete">Whether it has ended.</param>
public sealed record ExchangeProgress(string OrganisationId, string SessionId, string ExchangeId, long Position, bool Complete);
