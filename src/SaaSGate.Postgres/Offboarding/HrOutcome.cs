namespace SaaSGate.Postgres.Offboarding;

/// <summary>What became of a message of an HR system.</summary>
/// <param name="IsReplay">Whether the same message came before: nothing was done.</param>
/// <param name="UserId">Whom it meant; null where it is nobody here, or could be several.</param>
/// <param name="Result">What their leaving did.</param>
public sealed record HrOutcome(bool IsReplay, string? UserId, OffboardingResult? Result);
