using SaaSGate.Contracts.Ids;

namespace SaaSGate.Postgres.Approvals;

/// <summary>Who looks at approvals.</summary>
/// <param name="Organisation">In which organisation.</param>
/// <param name="Person">The person; for a token, who made it.</param>
public sealed record ApprovalReader(Id<Organisation> Organisation, string Person);
