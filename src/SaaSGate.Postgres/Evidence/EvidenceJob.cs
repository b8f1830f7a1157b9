namespace SaaSGate.Postgres.Evidence;

/// <summary>Evidence that is to be made.</summary>
/// <param name="Scope">An <c>EvidenceScope</c> as JSON.</param>
/// <param name="RequestedByName">Who asked.</param>
/// <param name="Attempts">How often it was begun, this time included.</param>
public sealed record EvidenceJob(string Scope, string RequestedByName, int Attempts);
