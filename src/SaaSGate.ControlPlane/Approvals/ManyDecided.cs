namespace SaaSGate.ControlPlane.Approvals;

/// <summary>What became of many decisions, in their order.</summary>
/// <param name="Items">Each of them.</param>
internal sealed record ManyDecided(IReadOnlyList<DecidedItem> Items);
