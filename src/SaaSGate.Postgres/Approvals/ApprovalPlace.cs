namespace SaaSGate.Postgres.Approvals;

/// <summary>Where an approval is, seen from an organisation that may see it.</summary>
/// <param name="OwnerId">The organisation that owns it.</param>
/// <param name="ReaderName">Name of the organisation that looks.</param>
public sealed record ApprovalPlace(string OwnerId, string ReaderName);
