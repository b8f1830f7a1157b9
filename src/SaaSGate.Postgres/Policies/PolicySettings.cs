namespace SaaSGate.Postgres.Policies;

/// <summary>How an organisation's policies come into force.</summary>
/// <param name="SecondPerson">Whether nobody puts in force what they wrote, nor archives alone.</param>
/// <param name="OffAskedByName">Who wants that to end, where another person must agree; null where nobody does.</param>
/// <param name="Version">The ETag.</param>
public sealed record PolicySettings(bool SecondPerson, string? OffAskedByName, long Version);
