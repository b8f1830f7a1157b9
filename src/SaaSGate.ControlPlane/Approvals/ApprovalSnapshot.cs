namespace SaaSGate.ControlPlane.Approvals;

/// <summary>An approval as its grain knows it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="State">pending, approved, denied, expired, consumed or cancelled.</param>
/// <param name="ExpiresAt">When it ends by itself.</param>
[GenerateSerializer, Immutable, Alias("approval-snapshot")]
internal sealed record ApprovalSnapshot([property: Id(0)] string Id, [property: Id(1)] string State, [property: Id(2)] DateTimeOffset ExpiresAt);
